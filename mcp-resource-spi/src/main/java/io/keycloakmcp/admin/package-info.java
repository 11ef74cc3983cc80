/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What administrators call: the registry of MCP servers over REST, with Keycloak's own permissions and admin events.
 */
package io.keycloakmcp.admin;
