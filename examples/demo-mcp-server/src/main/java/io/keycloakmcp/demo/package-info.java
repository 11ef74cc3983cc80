/* SPDX-License-Identifier: Apache-2.0 */
/**
 * An MCP server as its author would write it: the official SDK for the protocol, a servlet filter for the tokens.
 *
 * <p>It knows nothing about this project's JAR. What it needs from Keycloak is in every access token and in the realm's
 * public keys, so the same code works with each MCP server that is registered in a realm. Everything about
 * authorization is in three types: {@link io.keycloakmcp.demo.ProtectedResource} (who may call),
 * {@link io.keycloakmcp.demo.AccessTokenCheck} (is this token meant for this server) and
 * {@link io.keycloakmcp.demo.BearerChallenge} (what the client has to do next).
 */
package io.keycloakmcp.demo;
