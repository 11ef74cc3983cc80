/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.Admission;
import io.keycloakmcp.client.ClaimedMetadata;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.client.ClientSettings;
import io.keycloakmcp.client.Decision;
import io.keycloakmcp.client.InvalidMetadata;
import io.keycloakmcp.client.PublishedKeys;
import io.keycloakmcp.client.RegistrationMode;
import io.keycloakmcp.client.RegistrationSettings;
import io.keycloakmcp.client.UnavailableKeys;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.RealmUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.JsonSerialization;

/**
 * What was sent to register a client, or to change one (RFC 7591 §3.1, RFC 7592 §2.2).
 *
 * @param sent the JSON object, with the claims of a software statement in the place of what the client says itself
 * @param metadata the client's metadata
 * @param hasApprovedRedirectUris whether somebody whom the administrator trusts says where codes may be sent to
 * @param publishedKeys the client's keys, if it publishes them and they have been fetched
 */
record RegistrationRequest(
        ObjectNode sent, ClientMetadata metadata, boolean hasApprovedRedirectUris, Optional<ClientKeys> publishedKeys) {

    static final String CLIENT_ID = "client_id";
    static final String CLIENT_SECRET = "client_secret";

    private static final int MAX_BODY = 65_536;
    private static final int MAX_DETAIL = 2_000;
    private static final int MAX_DROPPED = 20;
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\w.:#-]{1,100}");
    /** What a server sends and a client sends back (RFC 7592 §2.2). */
    private static final Set<String> OF_THE_SERVER = Set.of(
            CLIENT_ID,
            CLIENT_SECRET,
            "client_id_issued_at",
            "client_secret_expires_at",
            "registration_access_token",
            "registration_client_uri");

    /**
     * Reads a request.
     *
     * @param session the session
     * @param body the JSON text
     * @return the request
     * @throws RegistrationError if it is no JSON object, something in it cannot be understood or kept, or its software
     *     statement is missing and must not, or cannot be believed
     */
    static RegistrationRequest read(KeycloakSession session, String body) throws RegistrationError {
        ObjectNode sent = parse(body);
        RealmModel realm = session.getContext().getRealm();
        RegistrationSettings settings = ClientSettings.of(realm).registration();
        Optional<SoftwareStatement> statement = statement(session, realm, sent, settings);
        statement.ifPresent(believed -> believed.override(sent));
        try {
            return new RegistrationRequest(
                    sent,
                    ClientMetadata.read(sent, statement.isPresent()),
                    statement.filter(SoftwareStatement::vouchesForRedirectUris).isPresent(),
                    Optional.empty());
        } catch (InvalidMetadata e) {
            throw RegistrationError.metadata(e.getMessage());
        }
    }

    /**
     * Fetches the keys of a client that publishes them: one that could not authenticate would notice too late. Whoever
     * is not let in makes this server fetch nothing.
     *
     * @param session the session
     * @return the request with the keys, if the client publishes any
     * @throws RegistrationError if they cannot be had
     */
    RegistrationRequest withPublishedKeys(KeycloakSession session) throws RegistrationError {
        if (metadata.jwksUri().isEmpty()) {
            return this;
        }
        try {
            ClientKeys keys = session.getProvider(PublishedKeys.class)
                    .at(metadata.jwksUri().get());
            return new RegistrationRequest(sent, metadata, hasApprovedRedirectUris, Optional.of(keys));
        } catch (UnavailableKeys e) {
            throw RegistrationError.keys(e);
        }
    }

    static ObjectNode parse(String body) throws RegistrationError {
        if (body == null || body.length() > MAX_BODY) {
            throw RegistrationError.metadata("Send a JSON object of at most " + MAX_BODY + " characters");
        }
        try {
            if (JsonSerialization.mapper.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException ignored) {
            // The answer is the same for no JSON at all and for another kind of it.
        }
        throw RegistrationError.metadata("The body is not a JSON object. Send the client metadata as one");
    }

    /** Where nobody's statements are believed, one counts as a member that is not known (RFC 7591 §2.3). */
    private static Optional<SoftwareStatement> statement(
            KeycloakSession session, RealmModel realm, ObjectNode sent, RegistrationSettings settings)
            throws RegistrationError {
        Optional<String> jwt = new ClaimedMetadata(sent)
                .text(ClientMetadata.SOFTWARE_STATEMENT)
                .filter(text -> !settings.softwareStatementIssuers().isEmpty());
        if (jwt.isEmpty() && settings.requireSoftwareStatement()) {
            throw RegistrationError.statement(
                    "Registration takes a software statement here. Send the software_statement of an issuer that the"
                            + " administrator of the realm trusts");
        }
        RealmUrls urls = RealmUrls.of(session, realm);
        return jwt.isEmpty()
                ? Optional.empty()
                : Optional.of(SoftwareStatement.verify(
                        session,
                        jwt.get(),
                        settings.softwareStatementIssuers(),
                        Set.of(urls.issuer(), urls.registrationEndpoint())));
    }

    /** Tells administrators who came, as far as an event is the place for it. */
    void describe(EventBuilder event) {
        String redirectUris = String.join(" ", metadata.redirectUris());
        event.detail("client_name", metadata.name())
                .detail(
                        Details.REDIRECT_URI,
                        redirectUris.length() > MAX_DETAIL ? redirectUris.substring(0, MAX_DETAIL) : redirectUris);
    }

    /**
     * Decides whether the client is let in. Where registration takes a token, nothing else stands for a client.
     *
     * @param realm the realm
     * @param hasInitialAccess whether it comes with an initial access token, or did so when it registered
     * @return the decision
     */
    Decision decide(RealmModel realm, boolean hasInitialAccess) {
        boolean takesToken = ClientSettings.of(realm).registration().mode() == RegistrationMode.TOKEN;
        boolean vouched = hasInitialAccess || (hasApprovedRedirectUris && !takesToken);
        return Admission.of(realm).ofRegistration(metadata.redirectUris(), vouched);
    }

    /**
     * What it has that is not registered, each with the member first, at most 20; for administrators.
     *
     * @param registered what is registered
     * @return the members
     */
    List<String> dropped(ObjectNode registered) {
        List<String> dropped = new ArrayList<>();
        sent.properties().forEach(member -> {
            JsonNode kept = registered.path(member.getKey());
            if (member.getValue().isArray() && kept.isArray()) {
                dropped.addAll(values(member.getKey(), member.getValue(), kept));
            } else if (member.getKey().equals(OAuth2Constants.SCOPE)) {
                McpScopes.names(member.getValue().asText()).stream()
                        .filter(name -> !McpScopes.names(kept.asText()).contains(name))
                        .forEach(name -> dropped.add("scope: " + plain(name)));
            } else if (kept.isMissingNode() && isSomething(member.getValue()) && !isOfTheServer(member.getKey())) {
                dropped.add(plain(member.getKey()));
            }
        });
        return dropped.size() <= MAX_DROPPED ? List.copyOf(dropped) : List.copyOf(dropped.subList(0, MAX_DROPPED));
    }

    private static boolean isOfTheServer(String member) {
        return OF_THE_SERVER.contains(member);
    }

    private static boolean isSomething(JsonNode value) {
        return !value.isNull() && !(value.isTextual() && value.textValue().isBlank());
    }

    private static List<String> values(String member, JsonNode sent, JsonNode kept) {
        List<String> remaining = texts(kept);
        return texts(sent).stream()
                .filter(value -> !remaining.contains(value))
                .map(value -> member + ": " + plain(value))
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** What a client made up may be of any length and kind. */
    private static String plain(String text) {
        return PLAIN_NAME.matcher(text).matches() ? text : "(a name that is not plain)";
    }
}
