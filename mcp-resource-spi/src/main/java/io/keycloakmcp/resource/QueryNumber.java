/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;

/** A number in the query of a request. */
public final class QueryNumber {

    private QueryNumber() {}

    /**
     * Reads a number.
     *
     * @param field the name of the parameter
     * @param text what was sent, or null
     * @param initial what holds if nothing was sent
     * @param least the smallest number allowed
     * @param most the largest number allowed
     * @param errors where it is put down if what was sent is not such a number
     * @return the number, or the initial one
     */
    public static int read(String field, String text, int initial, int least, int most, List<FieldError> errors) {
        if (text == null) {
            return initial;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // The answer is the same for a text and for a number out of range.
        }
        errors.add(new FieldError(field, "must be a whole number between " + least + " and " + most));
        return initial;
    }
}
