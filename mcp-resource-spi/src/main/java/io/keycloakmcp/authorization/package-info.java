/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The rules between a request and a token. A request names a resource
 * ({@link io.keycloakmcp.authorization.RequestedServer}), the rules decide
 * ({@link io.keycloakmcp.authorization.AccessRules}), and the token is bound to that one resource
 * ({@link io.keycloakmcp.authorization.BoundToken}). Requests are refused as early as Keycloak lets us, and whatever
 * got past that is refused where the token is made.
 */
package io.keycloakmcp.authorization;
