/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Stands in for a realm: publishes a key, and signs what a test wants signed. */
final class Realm implements AutoCloseable {

    private final RSAKey key;
    private final HttpServer keys;

    private Realm(RSAKey key, HttpServer keys) {
        this.key = key;
        this.keys = keys;
    }

    static Realm open() {
        try {
            RSAKey key = newKey("current");
            byte[] published = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            HttpServer keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            keys.createContext("/realms/test/protocol/openid-connect/certs", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, published.length);
                exchange.getResponseBody().write(published);
                exchange.close();
            });
            keys.start();
            return new Realm(key, keys);
        } catch (IOException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static RSAKey newKey(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).algorithm(JWSAlgorithm.RS256).generate();
    }

    URI issuer() {
        return URI.create("http://127.0.0.1:" + keys.getAddress().getPort() + "/realms/test");
    }

    /** Settings of a server that trusts this realm and listens on a port that is free now. */
    ServerSettings settings() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = free.getLocalPort();
            return new ServerSettings(
                    port,
                    "127.0.0.1",
                    URI.create("http://127.0.0.1:" + port + "/mcp"),
                    issuer(),
                    URI.create(issuer() + "/mcp/.well-known/oauth-protected-resource/mcp_0123"),
                    URI.create(issuer() + "/protocol/openid-connect/certs"),
                    Set.of("mcp:tools"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A good token for the server, with some scopes. */
    String token(ServerSettings settings, String scope) {
        return token(settings, claims -> claims.claim("scope", scope));
    }

    /** A good token for the server, spoiled or adorned by the test. */
    String token(ServerSettings settings, UnaryOperator<JWTClaimsSet.Builder> change) {
        return sign(JOSEObjectType.JWT, change.apply(claims(settings)).build());
    }

    /** Signs anything with the realm's key. */
    String sign(JOSEObjectType type, JWTClaimsSet claims) {
        return sign(key, type, claims);
    }

    /** The claims of a good token for the server. */
    JWTClaimsSet.Builder claims(ServerSettings settings) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer().toString())
                .audience(settings.resource().toString())
                .subject("alice")
                .claim("azp", "client-1")
                .claim("scope", "mcp:tools")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    }

    /** Signs anything with any key. */
    static String sign(RSAKey key, JOSEObjectType type, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .type(type)
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        keys.stop(0);
    }
}
