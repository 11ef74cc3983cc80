/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.Optional;

/**
 * What a {@link RealmCheck} found out about a realm, said for administrators.
 *
 * @param id what kind of finding it is, for programs
 * @param severity how much it matters
 * @param title what is so, in a few words
 * @param detail what follows from it
 * @param fix what to do about it, if anything
 * @param action the {@link RealmCheck.Remedy} that does it, if it is ours to do
 */
public record RealmFinding(
        String id, Severity severity, String title, String detail, Optional<String> fix, Optional<String> action) {

    /** How much a finding matters, from the worst on. */
    public enum Severity implements WireValue {
        /** MCP clients do not get in, or a rule is not kept. */
        ERROR("error"),
        /** Some clients do not get in, or something will go wrong. */
        WARNING("warning"),
        /** Good to know. */
        INFO("info"),
        /** As it should be. */
        OK("ok");

        private final String wire;

        Severity(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /**
     * The same finding with a button.
     *
     * @param remedy the name of one of the check's remedies
     * @return a new finding
     */
    public RealmFinding with(String remedy) {
        return new RealmFinding(id, severity, title, detail, fix, Optional.of(remedy));
    }
}
