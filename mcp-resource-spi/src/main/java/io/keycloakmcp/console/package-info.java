/* SPDX-License-Identifier: Apache-2.0 */
/** What is added to Keycloak's consoles, such as the section <em>MCP servers</em>: who gets the theme that adds it. */
package io.keycloakmcp.console;
