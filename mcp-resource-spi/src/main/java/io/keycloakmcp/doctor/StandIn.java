/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.LoginStep;
import java.util.List;
import java.util.Locale;
import org.keycloak.OAuth2Constants;

/**
 * Where this extension stands in Keycloak. Of several extensions that want to stand in one place Keycloak takes one,
 * and an administrator can switch each off.
 */
enum StandIn {
    /** The rules before login. */
    AUTHORIZATION_CHECK("auth-endpoint-check", "mcp-resource"),
    /** Who may use a server, and consent. */
    LOGIN_STEPS("required-action", LoginStep.ACCESS.id(), LoginStep.CONSENT.id()),
    /** The rules before each grant. */
    GRANTS(
            "oauth2-grant-type",
            OAuth2Constants.AUTHORIZATION_CODE,
            OAuth2Constants.REFRESH_TOKEN,
            OAuth2Constants.CLIENT_CREDENTIALS,
            OAuth2Constants.PASSWORD,
            OAuth2Constants.DEVICE_CODE_GRANT_TYPE,
            OAuth2Constants.CIBA_GRANT_TYPE,
            OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE,
            OAuth2Constants.JWT_AUTHORIZATION_GRANT,
            OAuth2Constants.UMA_GRANT_TYPE),
    /** The binding of tokens. */
    TOKENS("token-interceptor", "resource-indicators"),
    /** Every event of client policies. */
    CLIENT_POLICIES("client-policy-manager", "default"),
    /** Scopes that are left out before Keycloak reads an authorization request. */
    AUTHORIZATION_REQUESTS("login-protocol", "openid-connect"),
    /** What is noted about people. */
    USER_PROFILES("userProfile", "declarative-user-profile"),
    /** The rotation of refresh tokens. */
    REFRESH_TOKENS("refresh-token", "mcp-rotation"),
    /** Clients that authenticate. */
    CLIENT_AUTHENTICATION("client-authenticator", "client-secret", "client-jwt"),
    /** Pushed authorization requests of clients that are not let in. */
    PUSHED_REQUESTS("openid-connect-ext", "par"),
    /** Scopes of backchannel authentication requests. */
    BACKCHANNEL_REQUESTS("ciba-login-user-resolver", "default-ciba-login-user-resolver"),
    /** Introspection by MCP servers. */
    INTROSPECTION("oauth2-token-introspection", "access_token", "refresh_token"),
    /** Token exchange by MCP servers. */
    EXCHANGE("oauth2-token-exchange", "mcp"),
    /** The realm's metadata. */
    METADATA("well-known", "oauth-authorization-server", "openid-configuration"),
    /** Answers to browsers. */
    CORS("cors", "default"),
    /** The consent page. */
    LOGIN_PAGES("login", "freemarker"),
    /** The section of the admin console. */
    CONSOLE("themeSelector", "mcp"),
    /** The registration of MCP clients. */
    REGISTRATION("client-registration", "mcp");

    private final String spi;
    private final List<String> ids;

    StandIn(String spi, String... ids) {
        this.spi = spi;
        this.ids = List.of(ids);
    }

    /** The name of Keycloak's SPI. */
    String spi() {
        return spi;
    }

    /** What it is called in the options of the server, which have no capitals. */
    String option() {
        return spi.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The ids of our providers in it. */
    List<String> ids() {
        return ids;
    }

    /** Whether tokens can get past the rules when another provider stands here. */
    boolean isGuard() {
        return this == AUTHORIZATION_CHECK || this == LOGIN_STEPS || this == GRANTS || this == TOKENS;
    }
}
