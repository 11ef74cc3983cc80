/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.RealmUrls;
import jakarta.ws.rs.core.EntityTag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.keycloak.TokenCategory;
import org.keycloak.common.Profile;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.crypto.SignatureSignerContext;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.util.DPoPUtil;

/**
 * Makes and signs metadata documents. Signing costs more than everything else about them, so documents are kept; a
 * document is kept under all that went into it, so that nothing ever has to be thrown out because something changed.
 */
final class MetadataDocuments {

    /** About 2 kB each. */
    private static final int KEPT = 5_000;

    /** For so long a document may be signed with a key that has been replaced; clients keep it for longer anyway. */
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private static final String TYPE = "JWT";

    private final ObjectMapper mapper = new ObjectMapper().registerModule(new Jdk8Module());
    private final Cache<Content, MetadataDocument> kept =
            Caffeine.newBuilder().maximumSize(KEPT).build();
    /** The active key of each realm; so documents are signed again when it is another one, and not before. */
    private final Cache<String, String> keyIds =
            Caffeine.newBuilder().maximumSize(KEPT).expireAfterWrite(LIFETIME).build();

    /**
     * All that goes into a document. The registry gives the same object for a server until it changes, so servers are
     * told apart by that: with thousands of them, looking into each costs more than all the rest of a request's
     * look-ups.
     */
    private record Content(McpServer server, String issuer, String keyId) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Content that
                    && server == that.server
                    && issuer.equals(that.issuer)
                    && keyId.equals(that.keyId);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(server) + issuer.hashCode();
        }
    }

    MetadataDocument document(KeycloakSession session, RealmModel realm, McpServer server) {
        Content content = new Content(
                server,
                RealmUrls.of(session, realm).issuer(),
                keyIds.get(realm.getId(), id -> activeKeyId(session, realm)));
        MetadataDocument document = kept.getIfPresent(content);
        if (document == null) {
            document = sign(session, content);
            kept.put(content, document);
        }
        return document;
    }

    private MetadataDocument sign(KeycloakSession session, Content content) {
        try {
            ProtectedResourceMetadata metadata =
                    ProtectedResourceMetadata.of(content.server(), content.issuer(), dpopAlgorithms(session));
            SignatureSignerContext signer = session.getProvider(SignatureProvider.class, algorithm(session))
                    .signer();
            byte[] claims = mapper.writeValueAsBytes(metadata.issuedBy(content.issuer()));
            String jws = new JWSBuilder()
                    .type(TYPE)
                    .kid(signer.getKid())
                    .content(claims)
                    .sign(signer);
            return new MetadataDocument(
                    mapper.writeValueAsString(metadata.signedAs(jws)), tag(claims, signer.getKid()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Records of strings can always be written", e);
        }
    }

    private static String activeKeyId(KeycloakSession session, RealmModel realm) {
        return session.keys()
                .getActiveKey(realm, KeyUse.SIG, algorithm(session))
                .getKid();
    }

    private static String algorithm(KeycloakSession session) {
        return session.tokens().signatureAlgorithm(TokenCategory.ACCESS);
    }

    private static List<String> dpopAlgorithms(KeycloakSession session) {
        return Profile.isFeatureEnabled(Profile.Feature.DPOP)
                ? List.copyOf(DPoPUtil.getDPoPSupportedAlgorithms(session))
                : List.of();
    }

    private static EntityTag tag(byte[] claims, String keyId) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(claims);
            digest.update(keyId.getBytes(StandardCharsets.UTF_8));
            return new EntityTag(HexFormat.of().formatHex(digest.digest()).substring(0, 32));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
