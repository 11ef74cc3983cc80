/* SPDX-License-Identifier: Apache-2.0 */
/** The section <em>MCP servers</em> of the admin console: who gets the theme that adds it. */
package io.keycloakmcp.console;
