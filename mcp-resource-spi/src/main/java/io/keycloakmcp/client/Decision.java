/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.WireValue;
import java.util.Optional;

/**
 * Whether a client is let in.
 *
 * @param outcome what happens
 * @param rule the rule that decided, for events and administrators
 * @param message a sentence that says why and, if it is not let in, what to change; never anything the client sent
 * @param product the product that it proved to be
 */
public record Decision(Outcome outcome, String rule, String message, Optional<Product> product) {

    /** For a client that nobody knows, where an administrator looks at these. */
    public static final Decision WAITING =
            pending("approval", "The client waits for the approval of the administrator of the realm");

    /** For a client that is there, and that an administrator does not let in. */
    public static final Decision KEPT_OUT = refused(
            "client_blocked", "The administrator of the realm does not let this client in. Ask for the reason there");

    /** What happens to the client. */
    public enum Outcome implements WireValue {
        /** It is let in. */
        ACCEPTED("accepted"),
        /** It waits until an administrator approves it. */
        PENDING("pending"),
        /** It stays outside. */
        REFUSED("refused");

        private final String wire;

        Outcome(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /**
     * Lets a client in.
     *
     * @param rule the rule
     * @param message why
     * @param product the product that it proved to be
     * @return the decision
     */
    public static Decision accepted(String rule, String message, Optional<Product> product) {
        return new Decision(Outcome.ACCEPTED, rule, message, product);
    }

    /**
     * A client that is there already, and may stay as it is.
     *
     * @param product the product that it is
     * @return the decision
     */
    public static Decision present(Optional<Product> product) {
        return accepted("present", "The client is in the realm already", product);
    }

    /**
     * Lets a client wait.
     *
     * @param rule the rule
     * @param message what it waits for
     * @return the decision
     */
    public static Decision pending(String rule, String message) {
        return new Decision(Outcome.PENDING, rule, message, Optional.empty());
    }

    /**
     * Keeps a client out.
     *
     * @param rule the rule
     * @param message what to change
     * @return the decision
     */
    public static Decision refused(String rule, String message) {
        return new Decision(Outcome.REFUSED, rule, message, Optional.empty());
    }

    /**
     * Tells whether the client stays outside.
     *
     * @return true if it is refused
     */
    public boolean isRefused() {
        return outcome == Outcome.REFUSED;
    }
}
