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
     * The same, said about the field.
     *
     * @return what is wrong with {@code resource_uri}
     */
    public FieldError fieldError() {
        return new FieldError("resource_uri", "belongs to " + serverId + " already");
    }
}
