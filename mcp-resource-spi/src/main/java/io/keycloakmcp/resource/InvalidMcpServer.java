/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;

/** Says everything that is wrong with a description of an MCP server, all fields at once. */
public final class InvalidMcpServer extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    InvalidMcpServer(List<FieldError> errors) {
        super(errors.toString());
        this.errors = List.copyOf(errors);
    }

    /**
     * What is wrong.
     *
     * @return the errors, at least one
     */
    public List<FieldError> errors() {
        return errors;
    }
}
