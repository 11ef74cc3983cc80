/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Says whether a realm is ready for MCP, what keeps it from that, and what to do. What it looks at is in
 * {@link io.keycloakmcp.resource.RealmCheck}s: those of this package, about the realm and the server as a whole, and
 * those that other packages bring.
 */
package io.keycloakmcp.doctor;
