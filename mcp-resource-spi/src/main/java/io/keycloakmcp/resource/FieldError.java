/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

/**
 * One thing that is wrong with one field.
 *
 * @param field the field's name in JSON
 * @param message what to change, as the rest of a sentence that begins with the field's name
 */
public record FieldError(String field, String message) {}
