/* SPDX-License-Identifier: Apache-2.0 */
/** Where everything public about a realm's MCP servers is mounted. What is mounted there comes from other packages. */
package io.keycloakmcp.endpoint;
