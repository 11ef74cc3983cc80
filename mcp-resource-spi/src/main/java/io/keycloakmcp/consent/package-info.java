/* SPDX-License-Identifier: Apache-2.0 */
/** What people allow: consent for each client and MCP server, and the page that asks for it. */
package io.keycloakmcp.consent;
