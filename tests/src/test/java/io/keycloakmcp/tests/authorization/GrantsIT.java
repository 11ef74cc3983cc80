/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.DpopKey;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.McpFlow;
import io.keycloakmcp.tests.keycloak.SharedKeycloak;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** That every grant Keycloak knows gives bound tokens, or none. */
@ResourceLock(AuthenticationDevice.LOCK)
final class GrantsIT {

    private static final String FILES = "https://files.example.com/mcp";
    private static final String MAIL = "https://mail.example.com";
    private static final String SECRET = "a-secret-for-tests-alone";

    private static TestRealm realm;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        realm.registerServer(FILES, Map.of("scopes_supported", List.of("files:read")));
        realm.registerServer(MAIL, Map.of("scopes_supported", List.of("mail:send")));
        realm.registerServer("https://suspended.example.com", Map.of("status", "suspended"));
        realm.registerServer("https://sealed.example.com", Map.of("require_dpop", true));
        realm.createClient(Map.of(
                "clientId",
                "agent",
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of("http://localhost/callback"),
                "attributes",
                Map.of(
                        "standard.token.exchange.enabled", "true",
                        "standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION",
                        "oauth2.device.authorization.grant.enabled", "true",
                        "oidc.ciba.grant.enabled", "true",
                        "oauth2.jwt.authorization.grant.enabled", "true",
                        "oauth2.jwt.authorization.grant.idp", "partner")));
        realm.createClient(Map.of(
                "clientId",
                "mcp-agent",
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "redirectUris",
                List.of("http://localhost/callback"),
                "attributes",
                Map.of("mcp.client", "manual")));
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static Answer token(String grant, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("grant_type", grant);
        form.putIfAbsent("client_id", "agent");
        form.put("client_secret", SECRET);
        return Http.plain().postForm(realm.tokenEndpoint(), form);
    }

    private static void boundToFiles(Answer answer) {
        assertThat(Claims.ofAccessToken(answer))
                .containsEntry("aud", FILES)
                .containsEntry("scope", "files:read")
                .doesNotContainKeys("realm_access", "resource_access");
        assertThat(answer.text("scope")).isEqualTo("files:read");
    }

    private static void refused(Answer answer, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
    }

    @Test
    void clientCredentialsAreBoundEvenForScopesThatTheClientNeverHad() {
        boundToFiles(token("client_credentials", Map.of("resource", FILES, "scope", "files:read")));
        assertThat(realm.lastEvent("CLIENT_LOGIN")
                        .path("details")
                        .path("resource")
                        .asText())
                .isEqualTo(FILES);
    }

    @Test
    void clientCredentialsForNoServerOfTheRealmAreRefused() {
        refused(token("client_credentials", Map.of("resource", "https://suspended.example.com")), "invalid_target");
        if (!SharedKeycloak.hasFeature("resource-indicators")) {
            refused(token("client_credentials", Map.of("resource", "https://unknown.example.com")), "invalid_target");
        }
        refused(
                token(
                        "client_credentials",
                        Map.of("client_id", "mcp-agent", "resource", "https://unknown.example.com")),
                "invalid_target");
        refused(token("client_credentials", Map.of("client_id", "mcp-agent")), "invalid_target");
    }

    @Test
    void aClientOfTheRealmThatNamesNoResourceGetsItsOrdinaryToken() {
        Map<String, Object> claims = Claims.ofAccessToken(token("client_credentials", Map.of()));

        assertThat(claims.get("aud")).isNotEqualTo(FILES);
        assertThat(claims).containsKey("realm_access");
    }

    @Test
    void theSameResourceTwiceIsOneAndTwoResourcesAreRefused() {
        String form = "grant_type=client_credentials&client_id=agent&client_secret=" + SECRET + "&resource=" + FILES;

        assertThat(Claims.ofAccessToken(Http.plain().postForm(realm.tokenEndpoint(), form + "&resource=" + FILES)))
                .containsEntry("aud", FILES);
        refused(Http.plain().postForm(realm.tokenEndpoint(), form + "&resource=" + MAIL), "invalid_request");
    }

    @Test
    void thePasswordGrantIsBoundAndSoIsItsRefreshToken() {
        Answer answer = token(
                "password", Map.of("username", "alice", "password", "alice", "resource", FILES, "scope", "files:read"));
        boundToFiles(answer);

        boundToFiles(token("refresh_token", Map.of("refresh_token", answer.text("refresh_token"))));
        refused(
                token("refresh_token", Map.of("refresh_token", answer.text("refresh_token"), "resource", MAIL)),
                "invalid_target");
    }

    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

    private static Answer askForDeviceCode(Map<String, String> more) {
        Map<String, String> form = new HashMap<>(more);
        form.put("client_id", "agent");
        form.put("client_secret", SECRET);
        return Http.plain().postForm(realm.issuer() + "/protocol/openid-connect/auth/device", form);
    }

    private static Map<String, String> approvedDeviceCode(Map<String, String> more) {
        Answer device = askForDeviceCode(more);
        assertThat(device.status()).as(device.body()).isEqualTo(200);
        new McpFlow(realm, "agent", "http://localhost/callback")
                .approveDevice(device.text("verification_uri_complete"), "alice");
        return Map.of("device_code", device.text("device_code"));
    }

    @Test
    void aDeviceIsBoundToTheResourceOfItsFirstRequest() {
        boundToFiles(token(DEVICE, approvedDeviceCode(Map.of("resource", FILES, "scope", "files:read"))));
    }

    @Test
    void aDeviceThatChangesItsMindAboutTheResourceGetsNothing() {
        Map<String, String> elsewhere = new HashMap<>(approvedDeviceCode(Map.of("resource", FILES)));
        elsewhere.put("resource", MAIL);

        refused(token(DEVICE, elsewhere), "invalid_target");
    }

    @Test
    void aDeviceThatNamedNoServerCannotNameOneLater() {
        Map<String, String> late = new HashMap<>(approvedDeviceCode(Map.of()));
        late.put("resource", FILES);

        refused(token(DEVICE, late), "invalid_target");
    }

    @Test
    void aDeviceCannotSlipInAResourceUnderAnotherName() {
        Map<String, String> code = approvedDeviceCode(Map.of("mcp.resource", FILES));

        assertThat(Claims.ofAccessToken(token(DEVICE, code)).get("aud")).isNotEqualTo(FILES);
    }

    @Test
    void aDeviceRequestForNoServerIsRefusedBeforeAnybodyIsAsked() {
        refused(askForDeviceCode(Map.of("resource", "https://suspended.example.com")), "invalid_target");
    }

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private static String ordinaryToken() {
        return token("password", Map.of("username", "alice", "password", "alice"))
                .text("access_token");
    }

    @Test
    void anExchangedTokenIsBound() {
        boundToFiles(token(
                EXCHANGE,
                Map.of(
                        "subject_token",
                        ordinaryToken(),
                        "subject_token_type",
                        ACCESS_TOKEN,
                        "resource",
                        FILES,
                        "scope",
                        "files:read")));
    }

    @Test
    void anExchangedRefreshTokenIsBoundToo() {
        Answer answer = token(
                EXCHANGE,
                Map.of(
                        "subject_token",
                        ordinaryToken(),
                        "subject_token_type",
                        ACCESS_TOKEN,
                        "requested_token_type",
                        "urn:ietf:params:oauth:token-type:refresh_token",
                        "resource",
                        FILES,
                        "scope",
                        "files:read"));
        boundToFiles(answer);

        boundToFiles(token("refresh_token", Map.of("refresh_token", answer.text("refresh_token"))));
    }

    @Test
    void aTokenForAServerCannotBeExchangedAwayFromIt() {
        String bound = token(
                        "password",
                        Map.of("username", "alice", "password", "alice", "resource", FILES, "scope", "files:read"))
                .text("access_token");
        Map<String, String> exchange = Map.of("subject_token", bound, "subject_token_type", ACCESS_TOKEN);
        Map<String, String> elsewhere = new HashMap<>(exchange);
        elsewhere.put("resource", MAIL);

        assertThat(Claims.ofAccessToken(token(EXCHANGE, exchange))).containsEntry("aud", FILES);
        refused(token(EXCHANGE, elsewhere), "invalid_target");
    }

    @Test
    void theJwtBearerGrantIsBound() throws JOSEException {
        RSAKey key = new RSAKeyGenerator(2048).keyID("partner-key").generate();
        String issuer = "https://partner.example.org";
        realm.admin()
                .post(
                        realm.adminPath("/identity-provider/instances"),
                        Map.of(
                                "alias",
                                "partner",
                                "providerId",
                                "oidc",
                                "enabled",
                                true,
                                "config",
                                Map.of(
                                        "issuer",
                                        issuer,
                                        "authorizationUrl",
                                        issuer + "/auth",
                                        "tokenUrl",
                                        issuer + "/token",
                                        "clientId",
                                        "keycloak",
                                        "clientSecret",
                                        SECRET,
                                        "validateSignature",
                                        "true",
                                        "useJwksUrl",
                                        "false",
                                        "publicKeySignatureVerifier",
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        key.toRSAPublicKey().getEncoded()),
                                        "publicKeySignatureVerifierKeyId",
                                        key.getKeyID(),
                                        "jwtAuthorizationGrantEnabled",
                                        "true")));
        Answer linked = realm.admin()
                .post(
                        realm.adminPath("/users/" + realm.userId("alice") + "/federated-identity/partner"),
                        Map.of("userId", "alice-at-partner", "userName", "alice"));
        assertThat(linked.status()).isEqualTo(204);

        Map<String, String> request =
                Map.of("assertion", assertion(key, issuer), "resource", FILES, "scope", "files:read service_account");
        boundToFiles(token("urn:ietf:params:oauth:grant-type:jwt-bearer", request));
        refused(
                token(
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        Map.of("assertion", assertion(key, issuer), "resource", "https://suspended.example.com")),
                "invalid_target");
    }

    private static String assertion(RSAKey key, String issuer) throws JOSEException {
        Instant now = Instant.now();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .subject("alice-at-partner")
                        .audience(realm.issuer())
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private static Answer backchannel(String scope, Map<String, String> tokenRequest) {
        return backchannel(Map.of("scope", scope), tokenRequest);
    }

    private static Answer backchannel(Map<String, String> asked, Map<String, String> tokenRequest) {
        Map<String, String> parameters = new HashMap<>(asked);
        parameters.putAll(Map.of("client_id", "agent", "client_secret", SECRET, "login_hint", "alice"));
        String request = new AuthenticationDevice(realm).approve(parameters);
        Map<String, String> form = new HashMap<>(tokenRequest);
        form.put("auth_req_id", request);
        return AuthenticationDevice.poll(() -> token("urn:openid:params:grant-type:ciba", form));
    }

    @Test
    void theBackchannelGrantIsBound() {
        Answer tokens = backchannel("openid", Map.of("resource", FILES));

        assertThat(Claims.ofAccessToken(tokens)).containsEntry("aud", FILES);
    }

    /** The metadata lists them, so they can be asked for, on the device as anywhere. */
    @Test
    void theBackchannelGrantTakesScopesThatTheClientNeverHad() {
        realm.registerServer("https://later.example.com", Map.of("scopes_supported", List.of("later:read")));

        Map<String, String> later = Map.of("resource", "https://later.example.com");

        Answer tokens =
                backchannel(Map.of("scope", "openid later:read", "resource", "https://later.example.com"), later);

        assertThat(Claims.ofAccessToken(tokens))
                .containsEntry("aud", "https://later.example.com")
                .hasEntrySatisfying("scope", scope -> assertThat((String) scope).contains("later:read"));
    }

    @Test
    void theBackchannelGrantForScopesOfServersAloneIsRefusedWithoutAResource() {
        // What the client asked for once is one of its scopes.
        boundToFiles(token("client_credentials", Map.of("resource", FILES, "scope", "files:read")));

        refused(backchannel("openid files:read", Map.of()), "invalid_target");
    }

    @Test
    void theBackchannelGrantOfAnOrdinaryRequestIsKeycloaksOwnBusiness() {
        Map<String, Object> claims = Claims.ofAccessToken(backchannel("openid phone", Map.of()));

        assertThat(claims.get("aud")).isNotEqualTo(FILES);
        assertThat(claims).containsKey("realm_access");
    }

    @Test
    void aServerThatTakesBoundKeysAloneGetsNoBearerTokens() {
        refused(token("client_credentials", Map.of("resource", "https://sealed.example.com")), "invalid_dpop_proof");
    }

    @Test
    void withAProofOfItsKeyTheClientGetsATokenBoundToTheServerAndToTheKey() {
        DpopKey key = new DpopKey();

        Answer answer = key.postForm(
                realm.tokenEndpoint(),
                Map.of(
                        "grant_type", "client_credentials",
                        "client_id", "agent",
                        "client_secret", SECRET,
                        "resource", "https://sealed.example.com"));

        Map<String, Object> claims = Claims.ofAccessToken(answer);
        assertThat(claims).containsEntry("aud", "https://sealed.example.com");
        assertThat(claims.get("cnf").toString()).contains(key.thumbprint());
        assertThat(answer.text("token_type")).isEqualTo("DPoP");
    }
}
