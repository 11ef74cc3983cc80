/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

/** Carries a {@link Refusal} to the place that knows how to answer. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.description());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
