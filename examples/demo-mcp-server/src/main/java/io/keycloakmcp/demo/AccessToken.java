/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import java.util.Set;

/**
 * What this server uses of an access token that it has checked.
 *
 * @param subject the user, or the client's service account
 * @param clientId the MCP client that calls, null if the token does not say
 * @param scopes what the token allows
 */
public record AccessToken(String subject, String clientId, Set<String> scopes) {

    /** Keeps the scopes as they were checked. */
    public AccessToken {
        scopes = Set.copyOf(scopes);
    }
}
