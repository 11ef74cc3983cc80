/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What an MCP server is, and where a realm keeps its MCP servers. Every other package stands on this one; this one
 * knows none of them.
 */
package io.keycloakmcp.resource;
