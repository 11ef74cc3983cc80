/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.resource.WireValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What can be done with many MCP clients at once. */
enum BulkAction implements WireValue {
    /** Those that wait are let in. */
    APPROVE("approve", Set.of(ClientState.PENDING)),
    /** They are kept out. */
    BLOCK("block", Set.of(ClientState.ACTIVE, ClientState.PENDING)),
    /** Those that were kept out are let in. */
    UNBLOCK("unblock", Set.of(ClientState.BLOCKED)),
    /** They are removed. */
    REMOVE("remove", Set.of());

    private final String wire;
    private final Set<ClientState> meant;

    BulkAction(String wire, Set<ClientState> meant) {
        this.wire = wire;
        this.meant = meant;
    }

    @Override
    public String wire() {
        return wire;
    }

    /** The clients in which states it changes something; none means all. */
    Set<ClientState> meant() {
        return meant;
    }

    static Optional<BulkAction> of(String wire) {
        return Arrays.stream(values())
                .filter(action -> action.wire.equals(wire))
                .findFirst();
    }
}
