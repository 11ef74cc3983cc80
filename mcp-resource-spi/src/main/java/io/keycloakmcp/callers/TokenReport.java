/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.callers;

import io.keycloakmcp.resource.McpServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.AccessToken;

/**
 * What is right and wrong with a token, for one MCP server. It goes no further than the presenter may: of a token that
 * this realm did not sign it says nothing about what the token says, and of one that is not for this server, has
 * expired, or is bound to a key that the presenter does not have, nothing about its client, session and user.
 *
 * @param checks what was looked at, in this order
 * @param token the token, if the realm signed it
 * @param isByItselfRight true if the token alone is right, but for its scopes; only then what is behind it was looked
 *     at
 */
record TokenReport(List<Check> checks, Optional<AccessToken> token, boolean isByItselfRight) {

    static TokenReport of(
            KeycloakSession session, McpServer server, PresentedToken presented, String issuer, Set<String> needed) {
        RealmModel realm = session.getContext().getRealm();
        SignedToken signed = SignedToken.read(session, issuer, presented.text());
        List<Check> checks = new ArrayList<>(signed.checks());
        signed.token()
                .ifPresent(
                        token -> checks.addAll(new ClaimChecks(session, server, presented).of(token, issuer, needed)));
        boolean isByItselfRight = signed.token().isPresent()
                && wrongBut(checks, ClaimChecks.SCOPES).isEmpty();
        if (isByItselfRight) {
            checks.addAll(
                    new GrantChecks(session, realm, server).of(signed.token().get()));
        }
        return new TokenReport(List.copyOf(checks), signed.token(), isByItselfRight);
    }

    private static Optional<Check> wrongBut(List<Check> checks, String name) {
        return checks.stream()
                .filter(check -> !check.ok() && !check.name().equals(name))
                .findFirst();
    }

    /** The first thing that is wrong; scopes come last, because another token has to be got for the others anyway. */
    Optional<Check> wrong() {
        return wrongBut(checks, ClaimChecks.SCOPES)
                .or(() -> checks.stream().filter(check -> !check.ok()).findFirst());
    }
}
