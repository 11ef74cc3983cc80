/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.keycloakmcp.client.InvalidMetadata;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which registrations are the same client. */
final class ClientIdentityTest {

    private static final String CURSOR = "\"client_name\":\"Cursor\",\"redirect_uris\":"
            + "[\"cursor://anysphere.cursor-mcp/oauth/callback\",\"http://localhost:8787/callback\"],"
            + "\"grant_types\":[\"authorization_code\",\"refresh_token\"],\"token_endpoint_auth_method\":\"none\"";

    private static ClientIdentity identity(String members) {
        try {
            return ClientIdentity.of(ClientMetadata.read(RegistrationRequest.parse("{" + members + "}"), false)
                    .json(Set.of("openid", "a:read")));
        } catch (RegistrationError | InvalidMetadata e) {
            throw new AssertionError(e);
        }
    }

    private static String id(String members) {
        return identity(members).clientId("a-realm", 0);
    }

    @Test
    void anIdIsAPrefixAndAUuidAndAlwaysTheSame() {
        assertThat(id(CURSOR)).matches("mc_[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(id(CURSOR)).isEqualTo(id(CURSOR));
    }

    @Test
    void orderScopesAndWhatIsNotRegisteredMakeNoOtherClient() {
        assertThat(id(
                        "\"grant_types\":[\"refresh_token\",\"authorization_code\",\"implicit\"],\"scope\":\"a:read openid\","
                                + "\"redirect_uris\":[\"http://localhost:8787/callback\","
                                + "\"cursor://anysphere.cursor-mcp/oauth/callback\"],\"token_endpoint_auth_method\":\"none\","
                                + "\"logo_uri\":\"https://x.example/y.png\",\"client_name\":\"Cursor\",\"x\":1"))
                .isEqualTo(id(CURSOR));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"software_id\":\"x\"",
                "\"software_version\":\"2\"",
                "\"client_uri\":\"https://cursor.com\"",
                "\"policy_uri\":\"https://cursor.com\"",
                "\"tos_uri\":\"https://cursor.com\"",
                "\"application_type\":\"native\"",
                "\"client_name\":\"cursor\"",
                "\"grant_types\":[\"authorization_code\"]",
                "\"redirect_uris\":[\"http://localhost:8787/callback\"]",
                "\"redirect_uris\":[\"cursor://anysphere.cursor-mcp/oauth/callback\",\"http://localhost:8788/callback\"]",
                "\"redirect_uris\":[\"cursor://anysphere.cursor-mcp/oauth/callback\",\"http://localhost:8787/x\"]",
                "\"redirect_uris\":[\"cursor://anysphere.cursor-mcp/oauth/callback\",\"http://127.0.0.1:8787/callback\"]"
            })
    void everythingElseMakesAnotherClient(String member) {
        // The last of two members with the same name counts.
        assertThat(id(CURSOR + "," + member)).isNotEqualTo(id(CURSOR));
    }

    @Test
    void aPortOfTheMomentMakesNoOtherClient() {
        assertThat(id("\"redirect_uris\":[\"http://127.0.0.1:51234/callback/AbCdEf\"]"))
                .isEqualTo(id("\"redirect_uris\":[\"http://127.0.0.1:32768/callback/AbCdEf\"]"))
                .isEqualTo(id("\"redirect_uris\":[\"http://127.0.0.1/callback/AbCdEf\"]"))
                .isNotEqualTo(id("\"redirect_uris\":[\"http://127.0.0.1:32767/callback/AbCdEf\"]"))
                .isNotEqualTo(id("\"redirect_uris\":[\"http://127.0.0.1:51234/callback/AbCdEg\"]"));
    }

    @Test
    void everyRealmAndPlaceHasItsOwn() {
        ClientIdentity identity = identity(CURSOR);

        assertThat(Set.of(
                        identity.clientId("a-realm", 0),
                        identity.clientId("a-realm", 1),
                        identity.clientId("a-realm", 2),
                        identity.clientId("another-realm", 0)))
                .hasSize(4);
    }
}
