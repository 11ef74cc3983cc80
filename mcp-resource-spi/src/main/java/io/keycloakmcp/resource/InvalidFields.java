/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;

/** Says everything that is wrong with what an administrator sent, all fields at once. */
public final class InvalidFields extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    /**
     * Says what is wrong.
     *
     * @param errors the errors, at least one
     */
    public InvalidFields(List<FieldError> errors) {
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
