/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import io.keycloakmcp.resource.McpClient;

/**
 * Where the clients that came by themselves are, in the unique key on (realm, client id): so that questions about many
 * of them walk that index and cost nothing where there are none. These are conditions of JPQL queries on a
 * {@code ClientEntity c}. What is in a range and has no {@link McpClient#ATTRIBUTE} is no MCP client.
 *
 * <p>The bounds hold all these ids in the order of every language: many databases sort as a dictionary does, in which
 * punctuation counts for nothing.
 */
public final class ClientIdRange {

    /** The ids of clients that registered themselves. */
    public static final String REGISTERED =
            "c.clientId >= 'mc' and c.clientId < 'mcg' and c.clientId like 'mc!_%' escape '!'";

    /** The ids that are URLs. */
    public static final String URL = "c.clientId >= 'http' and c.clientId < 'httq' and c.clientId like 'http%://%'";

    private ClientIdRange() {}
}
