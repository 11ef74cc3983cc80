/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

/** What a user lacks who may not use an MCP server. */
public enum AccessDenial implements WireValue {
    /** One of the required roles. */
    ROLE_MISSING("role_missing"),
    /** Membership in one of the required groups. */
    GROUP_MISSING("group_missing"),
    /** Membership in the required organization. */
    NOT_A_MEMBER("not_a_member");

    private final String wire;

    AccessDenial(String wire) {
        this.wire = wire;
    }

    @Override
    public String wire() {
        return wire;
    }
}
