/* SPDX-License-Identifier: Apache-2.0 */
/** How MCP clients make themselves known to a realm: dynamic client registration (RFC 7591). */
package io.keycloakmcp.registration;
