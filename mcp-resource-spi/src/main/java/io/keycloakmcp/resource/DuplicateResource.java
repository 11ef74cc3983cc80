/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

/** Says that another MCP server of the realm has the resource already. */
public final class DuplicateResource extends Exception {

    private static final long serialVersionUID = 1L;

    private final String serverId;

    DuplicateResource(String serverId, String name) {
        super("The MCP server \"" + name + "\" (" + serverId + ") has this resource URI already: change that server, or"
                + " choose another resource URI");
        this.serverId = serverId;
    }

    /**
     * The server that has the resource.
     *
     * @return its server id
     */
    public String serverId() {
        return serverId;
    }
}
