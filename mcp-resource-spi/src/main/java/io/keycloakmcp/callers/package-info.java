/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What clients, and the authors of MCP servers, ask a realm about its servers: which of them they can use, and what is
 * right and wrong with a token.
 */
package io.keycloakmcp.callers;
