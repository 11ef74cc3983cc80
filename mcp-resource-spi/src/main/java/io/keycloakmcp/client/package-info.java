/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What an MCP client is: the ways it comes in, the catalogue of the clients that are known to the world, what an
 * administrator decided about all of them, and who is let in. It knows the package {@code resource} alone; what brings
 * clients in, and what looks after them, knows this one.
 */
package io.keycloakmcp.client;
