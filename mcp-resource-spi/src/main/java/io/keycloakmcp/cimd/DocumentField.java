/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.client.ClientBlueprint;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.resource.McpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.representations.idm.ClientRepresentation;

/** What of a client its document decides, for as long as no administrator decides otherwise. */
enum DocumentField {
    NAME(ClientRepresentation::getName, ClientModel::getName, (rep, client) -> client.setName(rep.getName())),
    HOME_PAGE(
            ClientRepresentation::getBaseUrl,
            ClientModel::getBaseUrl,
            (rep, client) -> client.setBaseUrl(rep.getBaseUrl())),
    REDIRECT_URIS(
            rep -> sorted(rep.getRedirectUris()),
            client -> sorted(client.getRedirectUris()),
            (rep, client) -> client.setRedirectUris(new LinkedHashSet<>(rep.getRedirectUris()))),
    AUTHENTICATION(
            rep -> authentication(
                    rep.isPublicClient(),
                    rep.getClientAuthenticatorType(),
                    name -> rep.getAttributes().get(name)),
            client ->
                    authentication(client.isPublicClient(), client.getClientAuthenticatorType(), client::getAttribute),
            (rep, client) -> {
                client.setPublicClient(rep.isPublicClient());
                client.setClientAuthenticatorType(rep.getClientAuthenticatorType());
                ClientKeys.ATTRIBUTES.forEach(name -> copy(name, rep, client));
                copy(AuthMethod.ATTRIBUTE, rep, client);
            }),
    REFRESH_TOKENS(OIDCConfigAttributes.USE_REFRESH_TOKEN),
    DEVICE_GRANT(ClientBlueprint.DEVICE_GRANT),
    PKCE(OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD),
    PRIVACY_POLICY(ClientModel.POLICY_URI),
    TERMS_OF_SERVICE(ClientModel.TOS_URI),
    PRODUCT(McpClient.PRODUCT);

    /** People who allowed a client something allowed it to whoever receives its codes, or has its keys. */
    static final List<DocumentField> IDENTITY = List.of(REDIRECT_URIS, AUTHENTICATION);

    private static final int DIGEST_LENGTH = 16;

    private final Function<ClientRepresentation, String> inDocument;
    private final Function<ClientModel, String> inRealm;
    private final BiConsumer<ClientRepresentation, ClientModel> write;

    DocumentField(
            Function<ClientRepresentation, String> inDocument,
            Function<ClientModel, String> inRealm,
            BiConsumer<ClientRepresentation, ClientModel> write) {
        this.inDocument = inDocument;
        this.inRealm = inRealm;
        this.write = write;
    }

    DocumentField(String attribute) {
        this(
                rep -> rep.getAttributes().get(attribute),
                client -> client.getAttribute(attribute),
                (rep, client) -> copy(attribute, rep, client));
    }

    private static void copy(String attribute, ClientRepresentation from, ClientModel to) {
        Optional.ofNullable(from.getAttributes().get(attribute))
                .ifPresentOrElse(value -> to.setAttribute(attribute, value), () -> to.removeAttribute(attribute));
    }

    private static String sorted(Collection<String> values) {
        return String.join(" ", new TreeSet<>(values));
    }

    /** Keys that are fetched come and go without the document. */
    private static String authentication(boolean isPublic, String authenticator, Function<String, String> attributes) {
        String keys = Optional.ofNullable(attributes.apply(ClientKeys.JWKS_URI))
                .orElseGet(() -> attributes.apply(OIDCConfigAttributes.JWKS_STRING));
        return String.join(" ", String.valueOf(isPublic), authenticator, attributes.apply(AuthMethod.ATTRIBUTE), keys);
    }

    /** What the document says, in short. */
    String digest(ClientRepresentation document) {
        return digest(inDocument.apply(document));
    }

    /** What the client has, in short. */
    String digest(ClientModel client) {
        return digest(inRealm.apply(client));
    }

    private static String digest(String value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Optional.ofNullable(value).orElse("").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * Brings a client up to date.
     *
     * @param document what it shall be
     * @param client what it is
     * @param written the digest of what the document said when this was written; empty if that is not known
     * @return what happened
     */
    Outcome update(ClientRepresentation document, ClientModel client, Optional<String> written) {
        String is = digest(client);
        if (is.equals(digest(document))) {
            return Outcome.SAME;
        }
        if (written.filter(is::equals).isEmpty()) {
            return Outcome.LEFT_TO_ADMINISTRATOR;
        }
        write.accept(document, client);
        return Outcome.CHANGED;
    }

    /** What becomes of a field when its document changes. */
    enum Outcome {
        /** There is nothing to do. */
        SAME,
        /** It follows the document. */
        CHANGED,
        /** An administrator changed it, and has the last word. */
        LEFT_TO_ADMINISTRATOR
    }

    /** The name of the field in what is noted about it. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
