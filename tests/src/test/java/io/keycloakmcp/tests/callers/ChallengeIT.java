/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.callers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.keycloakmcp.tests.keycloak.Admin;
import io.keycloakmcp.tests.keycloak.Answer;
import io.keycloakmcp.tests.keycloak.Claims;
import io.keycloakmcp.tests.keycloak.Http;
import io.keycloakmcp.tests.keycloak.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The challenge of an MCP server, and the test of tokens, as the author of the server asks for them. */
final class ChallengeIT {

    private static final String FILES = "https://files.example.com/mcp";
    private static final String OTHER = "https://other.example.com/mcp";
    private static final List<String> ALL = List.of(
            "format",
            "signature",
            "type",
            "issuer",
            "active",
            "audience",
            "scopes",
            "binding",
            "server",
            "client",
            "session",
            "user");

    private static TestRealm realm;
    private static Calls calls;
    private static JsonNode files;
    private static String challenge;

    @BeforeAll
    static void prepare() {
        realm = TestRealm.create();
        calls = new Calls(realm);
        calls.createClient("agent", Map.of());
        files = realm.registerServer(
                FILES, Map.of("name", "Files", "scopes_supported", "files:read offline_access files:write"));
        realm.registerServer(OTHER, Map.of());
        challenge = Calls.challengeOf(files);
    }

    @AfterAll
    static void cleanUp() {
        realm.close();
    }

    private static String token(String client, String user, String resource) {
        return calls.tokens(client, user, Map.of("resource", resource, "scope", "openid files:read"))
                .text("access_token");
    }

    private static String token() {
        return token("agent", "alice", FILES);
    }

    private static List<String> names(JsonNode checks) {
        return StreamSupport.stream(checks.spliterator(), false)
                .map(check -> check.get("name").asText())
                .toList();
    }

    private static void isValid(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("valid").asBoolean()).isTrue();
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertThat(answer.json().has("www_authenticate")).isFalse();
        assertThat(answer.json().get("checks"))
                .allSatisfy(check -> assertThat(check.get("ok").asBoolean()).isTrue());
    }

    /** Exactly one thing is wrong, and the answer is the one that the server should give. */
    private static String wrong(Answer answer, String name) {
        return wrong(answer, name, "Bearer", "invalid_token");
    }

    private static String wrong(Answer answer, String name, String scheme, String error) {
        JsonNode body = answer.json();
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(body.get("valid").asBoolean()).isFalse();
        List<JsonNode> wrong = StreamSupport.stream(body.get("checks").spliterator(), false)
                .filter(check -> !check.get("ok").asBoolean())
                .toList();
        assertThat(wrong).as(answer.body()).hasSize(1);
        assertThat(wrong.get(0).get("name").asText()).as(answer.body()).isEqualTo(name);
        String message = wrong.get(0).get("message").asText();
        assertThat(message).matches("[\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]+");
        assertThat(body.get("message").asText()).isEqualTo(message);
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo(body.get("www_authenticate").asText())
                .startsWith(scheme
                        + files.at("/discovery/www_authenticate_example")
                                .asText()
                                .replaceFirst("Bearer", "")
                                .replaceFirst("mcp_[0-9a-f]+.*", ""))
                .contains("error=\"" + error + "\"", "error_description=\"" + message + "\"");
        return message;
    }

    // Without a token

    @Test
    void answersAsTheServerShouldWithoutAToken() {
        for (String method : List.of("GET", "POST")) {
            Answer answer = calls.send(method, challenge);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate"))
                    .isEqualTo("Bearer resource_metadata=\"" + realm.issuer()
                            + "/mcp/.well-known/oauth-protected-resource/"
                            + files.get("server_id").asText() + "\", scope=\"files:read files:write\"");
            assertThat(answer.json().toString())
                    .isEqualTo("{\"server_id\":" + files.get("server_id") + ",\"resource_uri\":\"" + FILES
                            + "\",\"valid\":false,\"message\":\"There is no token, so the server answers with this"
                            + " challenge\",\"www_authenticate\":"
                            + files.at("/discovery/www_authenticate_example") + ",\"checks\":[]}");
        }
    }

    @Test
    void leadsToTheMetadata() {
        String header = calls.send("GET", challenge).header("WWW-Authenticate");
        String metadata = header.replaceFirst(".*resource_metadata=\"([^\"]*)\".*", "$1");

        assertThat(Http.plain().get(metadata).text("resource")).isEqualTo(FILES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}",
                "",
                "{",
                "\u0000",
                "access_token=x"
            })
    void doesNotLookAtTheBodyThatAClientSends(String body) {
        for (String type : List.of("application/json", "application/x-www-form-urlencoded", "x/y")) {
            Answer answer = Http.plain()
                    .send(HttpRequest.newBuilder(URI.create(calls.url(challenge)))
                            .header("Content-Type", type)
                            .header("Accept", "application/json, text/event-stream")
                            .header("MCP-Protocol-Version", "2025-11-25")
                            .POST(BodyPublishers.ofString(body)));

            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).doesNotContain("error");
        }
    }

    @Test
    void saysWhyAHeaderIsNoToken() {
        for (String[] headers : List.of(
                new String[] {"Authorization", "Basic YTpi"},
                new String[] {"Authorization", "Bearer"},
                new String[] {"Authorization", "Bearer a b"},
                new String[] {"Authorization", "Bearer a", "Authorization", "Bearer a"})) {
            Answer answer = calls.send("GET", challenge, headers);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).doesNotContain("error");
            assertThat(answer.text("message")).startsWith("The header Authorization has no token");
        }
        Answer inUrl = calls.send("GET", challenge + "?access_token=" + token());
        assertThat(inUrl.status()).isEqualTo(401);
        assertThat(inUrl.text("message")).startsWith("A token in the URL does not count");
    }

    @Test
    void doesNotKnowWhatIsNoServerInUse() {
        String suspended =
                Calls.challengeOf(realm.registerServer("https://suspended.example.com", Map.of("status", "suspended")));
        String open = Calls.challengeOf(realm.registerServer("https://open.example.com", Map.of("auth_mode", "none")));
        String unknown =
                calls.send("GET", "/mcp_000000000000000000000000/challenge").body();

        for (String path : List.of("/mcp_000000000000000000000000/challenge", suspended, open, "/account/challenge")) {
            for (String bearer : List.of("", "x", token())) {
                Answer answer = bearer.isEmpty() ? calls.send("POST", path) : calls.get(path, bearer);

                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.body()).isEqualTo(unknown);
            }
        }
    }

    // A good token

    @Test
    void findsAGoodTokenRightInEveryWay() {
        Answer answer = calls.get(challenge, token());

        isValid(answer);
        assertThat(names(answer.json().get("checks"))).isEqualTo(ALL);
        assertThat(answer.json().get("checks"))
                .anySatisfy(check -> assertThat(check.get("message").asText())
                        .isEqualTo("Of the scopes of this server, the token has files:read, and lacks files:write"));
    }

    @Test
    void findsTheTokenOfAServiceAccountRight() {
        Answer tokens = Http.plain()
                .postForm(
                        realm.tokenEndpoint(),
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                "agent",
                                "client_secret",
                                Calls.SECRET,
                                "resource",
                                FILES));

        isValid(calls.get(challenge, tokens.text("access_token")));
    }

    @Test
    void saysWhichScopesARequestLacks() {
        String token = token();

        isValid(calls.get(challenge + "?scope=files:read", token));
        Answer answer = calls.get(challenge + "?scope=files:write%20files:read", token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate"))
                .startsWith("Bearer resource_metadata=\"")
                .contains("error=\"insufficient_scope\"", "scope=\"files:write files:read\"");
        assertThat(names(answer.json().get("checks")))
                .as("what else matters is looked at too")
                .isEqualTo(ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files:delete", "files:read%20x", "%22,error=%22", "openid"})
    void knowsTheScopesOfTheServerAlone(String scope) {
        Answer answer = calls.get(challenge + "?scope=" + scope, token());

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.body()).doesNotContain("files:delete");
    }

    // No token at all

    static Stream<String> garbage() throws JOSEException {
        String good = token();
        String[] parts = good.split("\\.");
        String header = encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        String kid = decoded(parts[0]);
        return Stream.of(
                "x",
                ".",
                "..",
                "....",
                "a.b.c",
                "a.b.c.d.e",
                "x".repeat(16_384),
                "x".repeat(16_385),
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + parts[1],
                header + "." + parts[1] + ".",
                header + "." + parts[1] + "." + parts[2],
                encoded(kid.replace("RS256", "HS256")) + "." + parts[1] + "." + parts[2],
                encoded(kid.replace("RS256", "HS512")) + "." + parts[1] + "." + parts[2],
                encoded(kid.replace("RS256", "ES256")) + "." + parts[1] + "." + parts[2],
                encoded(kid.replace("RS256", "EdDSA")) + "." + parts[1] + "." + parts[2],
                encoded(kid.replace("RS256", "XX")) + "." + parts[1] + "." + parts[2],
                encoded(kid.replaceFirst("\"kid\" *: *\"[^\"]*\"", "\"kid\":null")) + "." + parts[1] + "." + parts[2],
                encoded("{\"alg\":0}") + "." + parts[1] + "." + parts[2],
                encoded("null") + "." + parts[1] + "." + parts[2],
                encoded("{}") + "." + parts[1] + "." + parts[2],
                parts[0] + "." + encoded("null") + "." + parts[2],
                parts[0] + "." + encoded("[]") + "." + parts[2],
                parts[0] + "." + encoded("{\"exp\":\"x\"}") + "." + parts[2],
                parts[0] + "." + encoded("{\"sub\":\"\\u0000\"}") + "." + parts[2],
                parts[0] + "." + encoded("[".repeat(4_000)) + "." + parts[2],
                parts[0] + "." + encoded("{\"x\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}") + "." + parts[2],
                parts[0] + "." + encoded("{\"x\":" + "{\"x\":".repeat(900) + "1" + "}".repeat(901)) + "." + parts[2],
                parts[0] + "." + encoded(decoded(parts[1]).replace("files:read", "files:read files:write")) + "."
                        + parts[2],
                byAForeignKey(good));
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    /** The same token, with the same key id, signed by somebody else. */
    private static String byAForeignKey(String token) throws JOSEException {
        try {
            SignedJWT original = SignedJWT.parse(token);
            RSAKey key = new RSAKeyGenerator(2048).generate();
            SignedJWT forged = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(original.getHeader().getKeyID())
                            .jwk(key.toPublicJWK())
                            .build(),
                    original.getJWTClaimsSet());
            forged.sign(new RSASSASigner(key));
            return forged.serialize();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void tellsNothingAboutWhatTheRealmDidNotSign(String token) {
        Answer answer = calls.get(challenge, token);

        assertThat(names(answer.json().get("checks"))).isSubsetOf("format", "signature");
        wrong(answer, names(answer.json().get("checks")).contains("signature") ? "signature" : "format");
    }

    @Test
    void saysThatATokenComesFromAnotherIssuer() {
        String foreign = Admin.passwordToken(realm.base(), "master", "admin-cli", "admin", "admin");

        assertThat(wrong(calls.get(challenge, foreign), "signature"))
                .isEqualTo("The token comes from another issuer. Get one from " + realm.issuer());
    }

    @Test
    void saysWhatIsNoAccessToken() {
        Answer tokens = calls.tokens("agent", "alice", Map.of("resource", FILES));
        String offline = calls.tokens("agent", "alice", Map.of("resource", FILES, "scope", "offline_access"))
                .text("refresh_token");
        String metadata = Http.plain()
                .get(realm.issuer() + "/mcp/.well-known/oauth-protected-resource/"
                        + files.get("server_id").asText())
                .text("signed_metadata");

        assertThat(wrong(calls.get(challenge, tokens.text("id_token")), "type")).startsWith("This is an ID token");
        assertThat(wrong(calls.get(challenge, tokens.text("refresh_token")), "type"))
                .startsWith("This is a refresh token");
        assertThat(wrong(calls.get(challenge, offline), "type")).startsWith("This is a refresh token");
        assertThat(wrong(calls.get(challenge, metadata), "type")).contains("it is no access token");
    }

    // What the token says

    @Test
    void saysThatATokenIsForSomethingElse() {
        String ask = "Send resource=" + FILES + " with the authorization and the token request";
        Answer plain = calls.get(challenge, calls.token("agent", "alice"));
        Answer other = calls.get(challenge, token("agent", "alice", OTHER));

        assertThat(wrong(plain, "audience"))
                .startsWith("aud names no MCP server")
                .endsWith(ask);
        assertThat(wrong(other, "audience")).isEqualTo("aud is another server. " + ask);
        for (Answer answer : List.of(plain, other)) {
            assertThat(names(answer.json().get("checks")))
                    .as("whether the user could use this server is not for who has a token for another")
                    .doesNotContain("server", "client", "session", "user");
        }
    }

    @Test
    void saysThatTheResourceUriWasWrittenInAnotherWay() {
        JsonNode server = realm.registerServer("https://spelling.example.com/", Map.of());
        String token = token("agent", "alice", "https://spelling.example.com/");
        realm.changeServer(server.get("server_id").asText(), Map.of("resource_uri", "https://spelling.example.com"));

        assertThat(wrong(calls.get(Calls.challengeOf(server), token), "audience"))
                .contains("as its resource URI was written before");
    }

    @Test
    void takesAServerAmongOtherAudiencesAndWarns() {
        calls.createClient(
                "mapped",
                Map.of(
                        "protocolMappers",
                        List.of(Map.of(
                                "name",
                                "files",
                                "protocol",
                                "openid-connect",
                                "protocolMapper",
                                "oidc-audience-mapper",
                                "config",
                                Map.of("included.custom.audience", FILES, "access.token.claim", "true")))));

        Answer answer = calls.get(challenge, calls.token("mapped", "alice"));

        isValid(answer);
        assertThat(answer.body()).contains("aud names this server, and others who can use the token too");
    }

    @Test
    void saysThatTheRealmHasAnotherAddress() {
        String elsewhere = realm.tokenEndpoint().replace("localhost", "127.0.0.1");
        Answer tokens = Http.plain()
                .postForm(
                        elsewhere,
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                "agent",
                                "client_secret",
                                Calls.SECRET,
                                "resource",
                                FILES));

        assertThat(wrong(calls.get(challenge, tokens.text("access_token")), "issuer"))
                .isEqualTo("iss is this realm at another address. Get the token from " + realm.issuer());
    }

    @Test
    void saysThatATokenHasExpired() {
        calls.createClient("hasty", Map.of("attributes", Map.of("client.session.max.lifespan", "1")));
        String token = token("hasty", "alice", FILES);

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Answer answer = calls.get(challenge, token);
            assertThat(wrong(answer, "active")).endsWith(" seconds ago. Refresh the token");
            assertThat(names(answer.json().get("checks")))
                    .as("how the user is now is not for who has an old token")
                    .doesNotContain("client", "session", "user");
        });
    }

    // What became of the grant

    @Test
    void saysThatTheServerIsNotInUseToWhoHasATokenForIt() {
        JsonNode server = realm.registerServer("https://pausing.example.com", Map.of());
        String token = token("agent", "alice", "https://pausing.example.com");
        isValid(calls.get(Calls.challengeOf(server), token));

        realm.changeServer(server.get("server_id").asText(), Map.of("status", "suspended"));

        assertThat(wrong(calls.get(Calls.challengeOf(server), token), "server")).contains("suspended");
        assertThat(calls.get(Calls.challengeOf(server), token()).status()).isEqualTo(404);
    }

    @Test
    void saysThatTheClientMayNotUseTheServer() {
        JsonNode server = realm.registerServer("https://choosy.example.com", Map.of());
        calls.createClient("dropped", Map.of());
        String token = token("dropped", "alice", "https://choosy.example.com");

        realm.changeServer(server.get("server_id").asText(), Map.of("allowed_client_ids", List.of("agent")));
        assertThat(wrong(calls.get(Calls.challengeOf(server), token), "client"))
                .startsWith("The client may not use this server");

        realm.changeServer(server.get("server_id").asText(), Map.of("allowed_client_ids", List.of()));
        isValid(calls.get(Calls.challengeOf(server), token));
        String path = realm.adminPath("/clients/" + realm.clientUuid("dropped"));
        realm.admin().put(path, ((ObjectNode) realm.admin().get(path).json()).put("enabled", false));
        Answer disabled = calls.get(Calls.challengeOf(server), token);
        assertThat(wrong(disabled, "client")).isEqualTo("The client of the token was removed or disabled");
        assertThat(names(disabled.json().get("checks"))).doesNotContain("session", "user");
    }

    @ParameterizedTest
    @CsvSource({"required_roles, tester, roles", "required_groups, /testers, groups", "organization, acme, organization"
    })
    void saysWhatTheUserLacks(String field, String value, String word) {
        realm.change(Map.of("organizationsEnabled", true));
        realm.admin().post(realm.adminPath("/roles"), Map.of("name", "tester"));
        realm.admin().post(realm.adminPath("/groups"), Map.of("name", "testers"));
        realm.admin()
                .post(
                        realm.adminPath("/organizations"),
                        Map.of("name", "acme", "alias", "acme", "domains", List.of(Map.of("name", "acme.org"))));
        String resource = "https://" + word + ".example.com";
        JsonNode server = realm.registerServer(resource, Map.of());
        String token = token("agent", "alice", resource);
        isValid(calls.get(Calls.challengeOf(server), token));

        realm.changeServer(
                server.get("server_id").asText(), Map.of(field, field.equals("organization") ? value : List.of(value)));

        assertThat(wrong(calls.get(Calls.challengeOf(server), token), "user"))
                .contains(word)
                .doesNotContain(value);
    }

    @Test
    void saysThatTheUserWasDisabled() {
        String token = token("agent", "bob", FILES);
        String path = realm.adminPath("/users/" + realm.userId("bob"));
        realm.admin().put(path, Map.of("enabled", false));

        assertThat(wrong(calls.get(challenge, token), "user")).contains("disabled");

        realm.admin().put(path, Map.of("enabled", true));
        isValid(calls.get(challenge, token));
    }

    @Test
    void saysThatTheLoginHasEndedOrWasRevoked() {
        Answer loggedOut = calls.tokens("agent", "alice", Map.of("resource", FILES));
        Answer revoked = calls.tokens("agent", "alice", Map.of("resource", FILES));
        Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/logout",
                        Map.of(
                                "client_id",
                                "agent",
                                "client_secret",
                                Calls.SECRET,
                                "refresh_token",
                                loggedOut.text("refresh_token")));
        Http.plain()
                .postForm(
                        realm.issuer() + "/protocol/openid-connect/revoke",
                        Map.of(
                                "client_id",
                                "agent",
                                "client_secret",
                                Calls.SECRET,
                                "token",
                                revoked.text("access_token")));

        for (Answer tokens : List.of(loggedOut, revoked)) {
            Answer answer = calls.get(challenge, tokens.text("access_token"));
            assertThat(wrong(answer, "session")).startsWith("The login of the token has ended, or");
        }
        isValid(calls.get(challenge, token()));
    }

    @Test
    void saysThatTheGrantWasRevokedAndTakesANewOneAtOnce() {
        JsonNode server = realm.registerServer("https://revoking.example.com", Map.of());
        String token = token("agent", "alice", "https://revoking.example.com");
        isValid(calls.get(Calls.challengeOf(server), token));

        realm.admin()
                .delete(realm.adminPath(
                        "/mcp/servers/" + server.get("server_id").asText() + "/grants"));

        wrong(calls.get(Calls.challengeOf(server), token), "session");
        isValid(calls.get(Calls.challengeOf(server), token("agent", "alice", "https://revoking.example.com")));
    }

    @Test
    void saysTheSameAsIntrospectionAboutAnOfflineToken() {
        Answer tokens = calls.tokens("agent", "bob", Map.of("resource", FILES, "scope", "openid offline_access"));
        isValid(calls.get(challenge, tokens.text("access_token")));

        realm.admin()
                .delete(realm.adminPath(
                        "/sessions/" + Claims.ofAccessToken(tokens).get("sid") + "?isOffline=true"));

        wrong(calls.get(challenge, tokens.text("access_token")), "session");
    }

    // Tokens that are bound to a key

    private static Answer present(String method, String path, String token, String proof) {
        return calls.send(method, path, "Authorization", "DPoP " + token, "DPoP", proof);
    }

    @Test
    void takesABoundTokenWithAProofOfItsKey() {
        String path =
                Calls.challengeOf(realm.registerServer("https://sealed.example.com", Map.of("require_dpop", true)));
        ProofKey key = new ProofKey();
        String token = calls.boundToken(key, "agent", "alice", Map.of("resource", "https://sealed.example.com"));

        for (String method : List.of("GET", "POST")) {
            Answer answer = present(method, path, token, key.proof(method, calls.url(path), token));

            isValid(answer);
            assertThat(names(answer.json().get("checks"))).contains("binding", "proof");
        }
    }

    @Test
    void takesABoundTokenWithNothingElse() {
        ProofKey key = new ProofKey();
        String token = calls.boundToken(key, "agent", "alice", Map.of("resource", FILES));
        String proof = key.proof("GET", calls.url(challenge), token);
        isValid(present("GET", challenge, token, proof));

        for (String bad : List.of(
                "x",
                "a.b.c",
                proof,
                key.proof("POST", calls.url(challenge), token),
                key.proof("GET", FILES, token),
                key.proof("GET", calls.url(challenge), ""),
                key.proof("GET", calls.url(challenge), token + "x"),
                new ProofKey().proof("GET", calls.url(challenge), token))) {
            isRefusedProof(challenge, token, bad);
        }
        ProofKey.broken(proof).forEach(bad -> isRefusedProof(challenge, token, bad));
        wrong(calls.send("GET", challenge, "Authorization", "DPoP " + token), "proof", "DPoP", "invalid_dpop_proof");
        assertThat(wrong(calls.get(challenge, token), "binding")).startsWith("The token is bound to a key");
    }

    private static void isRefusedProof(String path, String token, String proof) {
        Answer answer = present("GET", path, token, proof);

        wrong(answer, "proof", "DPoP", "invalid_dpop_proof");
        assertThat(answer.header("WWW-Authenticate")).contains("algs=\"").contains("ES256");
        assertThat(names(answer.json().get("checks")))
                .as("how the user is now is not for who has stolen a token")
                .doesNotContain("client", "session", "user");
    }

    @Test
    void saysThatATokenIsNotBoundToAKey() {
        JsonNode server = realm.registerServer("https://sealing.example.com", Map.of());
        String token = token("agent", "alice", "https://sealing.example.com");
        ProofKey key = new ProofKey();
        String path = Calls.challengeOf(server);

        assertThat(wrong(
                        present("GET", path, token, key.proof("GET", calls.url(path), token)),
                        "binding",
                        "DPoP",
                        "invalid_token"))
                .contains("after Bearer instead of DPoP");

        realm.changeServer(server.get("server_id").asText(), Map.of("require_dpop", true));
        assertThat(wrong(calls.get(path, token), "binding")).contains("Send a DPoP proof with the token request");
    }

    // The audit trail, and browsers

    @Test
    void aPostedTokenIsAnEventAndNothingElseIs() {
        realm.admin()
                .put(
                        realm.adminPath("/events/config"),
                        Map.of(
                                "eventsEnabled",
                                true,
                                "enabledEventTypes",
                                List.of("INTROSPECT_TOKEN", "INTROSPECT_TOKEN_ERROR", "LOGIN")));
        String good = token();
        String other = token("agent", "alice", OTHER);
        realm.admin().delete(realm.adminPath("/events"));

        for (String method : List.of("GET", "POST")) {
            calls.send(method, challenge);
            calls.send(method, challenge, "Authorization", "Bearer " + good + "x");
            calls.get(challenge, good);
        }
        assertThat(realm.admin().get(realm.adminPath("/events")).json()).isEmpty();

        calls.send("POST", challenge, "Authorization", "Bearer " + good);
        calls.send("POST", challenge, "Authorization", "Bearer " + other);

        assertThat(realm.admin().get(realm.adminPath("/events")).json()).hasSize(2);
        JsonNode event = realm.lastEvent("INTROSPECT_TOKEN");
        assertThat(event.get("clientId").asText()).isEqualTo("agent");
        assertThat(event.get("userId").asText()).isEqualTo(realm.userId("alice"));
        assertThat(event.at("/details/mcp_server")).isEqualTo(files.get("server_id"));
        assertThat(event.at("/details/token_id").asText())
                .isEqualTo(Claims.of(good).get("jti"));
        assertThat(event.toString()).doesNotContain(good);
        JsonNode error = realm.lastEvent("INTROSPECT_TOKEN_ERROR");
        assertThat(error.get("error").asText()).isEqualTo("invalid_token");
        assertThat(error.at("/details/reason").asText()).startsWith("aud is another server");
    }

    @Test
    void letsEveryPageReadIt() {
        Answer answer = calls.send("GET", challenge, "Origin", "https://any.example.com");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://any.example.com");
        assertThat(answer.header("Access-Control-Expose-Headers")).isEqualTo("WWW-Authenticate");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("false");

        Answer preflight = calls.send(
                "OPTIONS",
                challenge,
                "Origin",
                "https://any.example.com",
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization,content-type,dpop,mcp-protocol-version");
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://any.example.com");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("GET", "POST");
        assertThat(preflight.header("Access-Control-Allow-Headers").toLowerCase(Locale.ROOT))
                .contains("authorization", "content-type", "dpop", "mcp-protocol-version");
    }

    @Test
    void takesNoOtherMethod() {
        for (String method : List.of("PUT", "DELETE", "PATCH")) {
            assertThat(calls.send(method, challenge).status()).isEqualTo(405);
        }
    }
}
