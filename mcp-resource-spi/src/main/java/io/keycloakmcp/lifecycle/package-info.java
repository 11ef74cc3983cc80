/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What becomes of MCP clients once they are in: when each was last used, when its time is over, who removes it then;
 * and what an administrator sees of all of them and does with them.
 */
package io.keycloakmcp.lifecycle;
