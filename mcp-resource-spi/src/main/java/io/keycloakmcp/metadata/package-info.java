/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What clients read before they ask for a token: the metadata of protected resources (RFC 9728) and of the realm as
 * their authorization server (RFC 8414).
 */
package io.keycloakmcp.metadata;
