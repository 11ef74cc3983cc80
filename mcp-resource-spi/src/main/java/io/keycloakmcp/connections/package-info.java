/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Connections: which client acts at which MCP server for whom, since when, and how that is taken back, by the person
 * and by administrators.
 */
package io.keycloakmcp.connections;
