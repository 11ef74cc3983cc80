/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.ExchangeTarget;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.ResourceUri;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/**
 * That MCP servers act for a user, one after the other (RFC 8693 §1.1), and until when.
 *
 * @param actors the ids of the servers, the one that makes the exchange first
 * @param expiration when the exchanged token expires, in seconds since 1970; no token from it lives longer
 */
record Delegation(List<String> actors, long expiration) {

    /** So many exchanges may lie between the client that a user logged in to and the last API. */
    static final int MAX_DEPTH = 3;

    private static final String ATTRIBUTE = Delegation.class.getName();
    private static final String ACTOR = "act";
    private static final String SUBJECT = "sub";

    private static final Refusal TOO_DEEP = Refusal.request(
            "exchange_too_deep",
            "The subject_token was exchanged " + MAX_DEPTH + " times already, which is the limit. Use one that came"
                    + " to the user's client more directly");
    private static final Refusal LOOP = Refusal.target(
            "exchange_loop", "The token came through that MCP server already. It is not exchanged back for it");

    /** What an MCP server does that exchanges a token. */
    static Delegation by(McpServer actor, AccessToken subject) {
        List<String> actors = new ArrayList<>();
        actors.add(actor.serverId());
        actors.addAll(actorsOf(subject));
        return new Delegation(List.copyOf(actors), subject.getExp());
    }

    /**
     * The servers that a token came through, the last first. A claim of that name that an administrator's mapper made
     * names no server.
     */
    static List<String> actorsOf(AccessToken token) {
        List<String> actors = new ArrayList<>();
        Object actor = token.getOtherClaims().get(ACTOR);
        while (actor instanceof Map<?, ?> claims
                && claims.get(SUBJECT) instanceof String subject
                && subject.startsWith(ResourceUri.SERVER_ID_PREFIX)) {
            actors.add(subject);
            actor = claims.get(ACTOR);
        }
        return actors;
    }

    /** A way back would give a server scopes of its own that the user's client was not granted. */
    void requireAllowed(ExchangeTarget target) throws RefusedException {
        if (actors.size() > MAX_DEPTH) {
            throw new RefusedException(TOO_DEEP);
        }
        if (actors.contains(target.client().getClientId())) {
            throw new RefusedException(LOOP);
        }
    }

    void to(KeycloakSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    /** The delegation that the token under way comes from; empty if it is no exchange by an MCP server. */
    static Optional<Delegation> current(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, Delegation.class));
    }

    /** Makes a token say who acts (RFC 8693 §4.1), and end when the exchanged one does. */
    void limit(AccessToken token) {
        Map<String, Object> claim = Map.of();
        for (int i = actors.size() - 1; i >= 0; i--) {
            Map<String, Object> actor = new LinkedHashMap<>();
            actor.put(SUBJECT, actors.get(i));
            if (!claim.isEmpty()) {
                actor.put(ACTOR, claim);
            }
            claim = actor;
        }
        token.getOtherClaims().put(ACTOR, claim);
        token.exp(Math.min(token.getExp(), expiration));
    }
}
