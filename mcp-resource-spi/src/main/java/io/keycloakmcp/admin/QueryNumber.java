/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.admin;

import io.keycloakmcp.resource.FieldError;
import java.util.List;

/** A number in the query of a request. */
final class QueryNumber {

    private QueryNumber() {}

    /** Reads a number, which is the initial one if there is none; what is wrong goes to the errors. */
    static int read(String field, String text, int initial, int least, int most, List<FieldError> errors) {
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
