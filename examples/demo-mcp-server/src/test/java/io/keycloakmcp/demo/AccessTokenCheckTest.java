/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessTokenCheckTest {

    private static Realm realm;
    private static ServerSettings settings;
    private static AccessTokenCheck check;

    @BeforeAll
    static void openRealm() {
        realm = Realm.open();
        settings = realm.settings();
        check = AccessTokenCheck.against(settings);
    }

    @AfterAll
    static void closeRealm() {
        realm.close();
    }

    @Test
    void readsAGoodToken() throws Exception {
        AccessToken token = check.check(realm.token(settings, "openid mcp:tools stocks:read"));

        assertThat(token).isEqualTo(new AccessToken("alice", "client-1", Set.of("openid", "mcp:tools", "stocks:read")));
    }

    @Test
    void prefersTheClientIdOfRfc9068() throws Exception {
        String token = realm.token(settings, claims -> claims.claim("client_id", "client-2"));

        assertThat(check.check(token).clientId()).isEqualTo("client-2");
    }

    @Test
    void readsATokenWithoutScopes() throws Exception {
        assertThat(check.check(realm.token(settings, claims -> claims.claim("scope", null)))
                        .scopes())
                .isEmpty();
    }

    @Test
    void acceptsTheTypeOfRfc9068() throws Exception {
        String token =
                realm.sign(new JOSEObjectType("at+jwt"), realm.claims(settings).build());

        assertThat(check.check(token).subject()).isEqualTo("alice");
    }

    @Test
    void refusesATokenForAnotherServer() {
        refuses(realm.token(settings, claims -> claims.audience(settings.resource() + "/")), "aud");
        refuses(realm.token(settings, claims -> claims.audience("https://other.example/mcp")), "aud");
        refuses(realm.token(settings, claims -> claims.audience(List.of("account", "client-1"))), "aud");
        refuses(realm.token(settings, claims -> claims.audience((String) null)), "aud");
    }

    @Test
    void refusesATokenOfAnotherRealm() {
        refuses(realm.token(settings, claims -> claims.issuer(realm.issuer() + "/")), "iss");
    }

    @Test
    void refusesAnExpiredToken() {
        Date past = Date.from(Instant.now().minusSeconds(120));

        refuses(realm.token(settings, claims -> claims.expirationTime(past)), "Expired");
        refuses(realm.token(settings, claims -> claims.expirationTime(null)), "exp");
    }

    @Test
    void refusesATokenThatIsBoundToAKey() {
        refuses(realm.token(settings, claims -> claims.claim("cnf", Map.of("jkt", "thumbprint"))), "cnf");
    }

    @Test
    void refusesASignatureOfAnotherKey() throws Exception {
        JWTClaimsSet claims = realm.claims(settings).build();

        refuses(Realm.sign(Realm.newKey("current"), JOSEObjectType.JWT, claims), "signature");
        refuses(Realm.sign(Realm.newKey("unknown"), JOSEObjectType.JWT, claims), "key");
    }

    @Test
    void refusesWhatIsNotAnAccessToken() throws Exception {
        JWTClaimsSet claims = realm.claims(settings).build();

        refuses(new PlainJWT(claims).serialize(), "refused");
        refuses(Realm.sign(Realm.newKey("current"), new JOSEObjectType("logout+jwt"), claims), "typ");
        refuses("not-a-token", "not a signed JWT");
    }

    @Test
    void saysWhenTheKeysCannotBeFetched() {
        URI closed = URI.create("http://127.0.0.1:1/certs");
        ServerSettings offline = new ServerSettings(
                settings.port(),
                settings.bindAddress(),
                settings.resource(),
                settings.issuer(),
                settings.metadataUrl(),
                closed,
                settings.initialScopes());

        assertThatThrownBy(() -> AccessTokenCheck.against(offline).check(realm.token(settings, "mcp:tools")))
                .isInstanceOf(SigningKeysUnavailableException.class)
                .hasMessageContaining(closed.toString());
    }

    private static void refuses(String token, String reason) {
        assertThatThrownBy(() -> check.check(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining(reason);
    }
}
