/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What MCP clients meet that an administrator has not let in, or keeps out: an OAuth error that says what happens next,
 * at every endpoint, and never a page on which people are lost.
 */
package io.keycloakmcp.approval;
