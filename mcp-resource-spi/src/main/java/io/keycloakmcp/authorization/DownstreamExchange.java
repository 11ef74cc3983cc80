/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import io.keycloakmcp.resource.ExchangeTarget;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.McpServerRegistry;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/**
 * A token exchange (RFC 8693 §2.1) that an MCP server asks for with its own client: the token that came with a call to
 * it, for one of a server or API that it calls in turn. What the server may ask for is in its settings, whatever
 * Keycloak's own settings for token exchange say.
 *
 * @param actor the MCP server
 * @param target what the new token is for
 */
record DownstreamExchange(McpServer actor, ExchangeTarget target) {

    private static final String ATTRIBUTE = DownstreamExchange.class.getName();

    /** A resource and an audience that mean the same. */
    private static final int MAX_NAMES = 2;

    private static final List<String> UNSUPPORTED = List.of(
            OAuth2Constants.ACTOR_TOKEN,
            OAuth2Constants.REQUESTED_SUBJECT,
            OAuth2Constants.REQUESTED_ISSUER,
            OAuth2Constants.SUBJECT_ISSUER);

    private static final Refusal PUBLIC = Refusal.client(
            "client_not_authenticated",
            "The client of this MCP server is public. Ask the administrator to give it a secret or a key");
    private static final Refusal NOT_IN_USE = Refusal.client(
            "server_unavailable",
            "This MCP server is not in use at present, so its tokens are not exchanged. Ask its administrator");
    private static final Refusal NO_TARGET = Refusal.target(
            "resource_missing",
            "Say what the token is for: send resource with the URI of an MCP server, or audience with a client id");
    private static final Refusal SEVERAL_TARGETS = Refusal.target(
            "several_targets", "The parameters resource and audience mean several targets. Ask for one token each");
    private static final Refusal NOT_ALLOWED = Refusal.target(
            "exchange_not_allowed",
            "This MCP server may not exchange tokens for that target. Ask the administrator to name the target in its"
                    + " exchange_targets");

    /**
     * Reads a request.
     *
     * @param context the request
     * @param audit where it is noted what is exchanged for what
     * @return the exchange, or empty if the client is not that of an MCP server, and the request Keycloak's business
     * @throws RefusedException if the server may not exchange tokens, or not for that
     */
    static Optional<DownstreamExchange> read(OAuth2GrantType.Context context, Audit audit) throws RefusedException {
        ClientModel client = context.getClient();
        Optional<McpServer> actor =
                new McpServerRegistry(context.getSession(), client.getRealm()).findByServerId(client.getClientId());
        if (actor.isEmpty()) {
            return Optional.empty();
        }
        audit.exchangesFor(actor.get());
        if (client.isPublicClient()) {
            throw new RefusedException(PUBLIC);
        }
        if (!actor.get().isProtectedResource()) {
            throw new RefusedException(NOT_IN_USE);
        }
        requireSupported(context.getFormParams());
        ExchangeTarget target = target(context.getSession(), client.getRealm(), context.getFormParams(), audit);
        if (!target.isAmong(actor.get().settings().exchangeTargets())) {
            throw new RefusedException(NOT_ALLOWED);
        }
        return Optional.of(new DownstreamExchange(actor.get(), target));
    }

    private static void requireSupported(MultivaluedMap<String, String> form) throws RefusedException {
        if (UNSUPPORTED.stream().anyMatch(form::containsKey)) {
            throw new RefusedException(unsupported("Send no " + String.join(", ", UNSUPPORTED)
                    + ": an MCP server acts itself, for the user of the subject_token"));
        }
        if (form.getFirst(OAuth2Constants.SUBJECT_TOKEN) == null) {
            throw new RefusedException(
                    unsupported("The parameter subject_token is missing. Send the access token of the user"));
        }
        if (!isAccessToken(form.getFirst(OAuth2Constants.SUBJECT_TOKEN_TYPE))
                || !isAccessToken(form.getFirst(OAuth2Constants.REQUESTED_TOKEN_TYPE))) {
            throw new RefusedException(unsupported("An MCP server exchanges access tokens for access tokens. Send "
                    + OAuth2Constants.ACCESS_TOKEN_TYPE + " as subject_token_type"));
        }
    }

    private static Refusal unsupported(String description) {
        return Refusal.request("exchange_unsupported", description);
    }

    private static boolean isAccessToken(String type) {
        return type == null || type.equals(OAuth2Constants.ACCESS_TOKEN_TYPE);
    }

    private static ExchangeTarget target(
            KeycloakSession session, RealmModel realm, MultivaluedMap<String, String> form, Audit audit)
            throws RefusedException {
        List<String> resources = form.getOrDefault(OAuth2Constants.RESOURCE, List.of());
        List<String> audiences = form.getOrDefault(OAuth2Constants.AUDIENCE, List.of());
        Set<String> names = new LinkedHashSet<>(resources);
        names.addAll(audiences);
        if (names.isEmpty()) {
            throw new RefusedException(NO_TARGET);
        }
        audit.names(names.iterator().next());
        if (names.size() > MAX_NAMES) {
            throw new RefusedException(SEVERAL_TARGETS);
        }
        List<ExchangeTarget> targets = names.stream()
                .flatMap(name -> ExchangeTarget.find(session, realm, name).stream()
                        .filter(target -> target.server().isPresent() || !resources.contains(name)))
                .toList();
        if (targets.size() < names.size()) {
            throw new RefusedException(NOT_ALLOWED);
        }
        ExchangeTarget target = targets.get(0);
        target.server().ifPresent(audit::means);
        if (!targets.stream().allMatch(other -> other.client().equals(target.client()))) {
            throw new RefusedException(SEVERAL_TARGETS);
        }
        return target;
    }

    void to(KeycloakSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    /** The exchange under way, or empty if this request is none. */
    static Optional<DownstreamExchange> current(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, DownstreamExchange.class));
    }
}
