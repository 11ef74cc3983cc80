/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

/** Says that an MCP server is no longer what it was when the change of it was decided. */
public final class ChangedMeanwhile extends Exception {

    private static final long serialVersionUID = 1L;

    ChangedMeanwhile() {
        super("The MCP server was changed in the meantime: get it again, and decide anew");
    }
}
