/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

/** Says why the keys that somebody publishes cannot be had. */
public final class UnavailableKeys extends Exception {

    private static final long serialVersionUID = 1L;

    private final String rule;

    /**
     * There are no keys.
     *
     * @param rule the rule that stood against it, for events
     * @param reason what happened, for events and administrators: whoever named the place must not learn from it what
     *     else is there
     */
    public UnavailableKeys(String rule, String reason) {
        super(reason);
        this.rule = rule;
    }

    /**
     * The rule that stood against it.
     *
     * @return the rule
     */
    public String rule() {
        return rule;
    }
}
