/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import com.google.auto.service.AutoService;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.ClientCredentialsGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.JWTAuthorizationGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeFactory;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.ResourceOwnerPasswordCredentialsGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantTypeFactory;

/**
 * Puts {@link BoundGrantType} around each of Keycloak's grants: a subclass of its factory with the same id and a higher
 * order, so that the grant's availability, its short name and its place in the metadata stay Keycloak's.
 */
public final class BoundGrantTypes {

    private static final int ORDER = 10;

    private BoundGrantTypes() {}

    /** RFC 6749 §4.1. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class AuthorizationCode extends AuthorizationCodeGrantTypeFactory {
        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new BoundGrantType(session, super.create(session));
        }

        @Override
        public int order() {
            return ORDER;
        }
    }

    /** RFC 6749 §6. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class RefreshToken extends RefreshTokenGrantTypeFactory {
        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new BoundGrantType(session, super.create(session));
        }

        @Override
        public int order() {
            return ORDER;
        }
    }

    /** RFC 6749 §4.4. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class ClientCredentials extends ClientCredentialsGrantTypeFactory {
        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new BoundGrantType(session, super.create(session));
        }

        @Override
        public int order() {
            return ORDER;
        }
    }

    /** RFC 6749 §4.3. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class Password extends ResourceOwnerPasswordCredentialsGrantTypeFactory {
        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new BoundGrantType(session, super.create(session));
        }

        @Override
        public int order() {
            return ORDER;
        }
    }

    /** RFC 8628 §3.4. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class DeviceCode extends DeviceGrantTypeFactory {
        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new BoundGrantType(session, super.create(session));
        }

        @Override
        public int order() {
            return ORDER;
        }
    }

    /** OpenID CIBA Core §10. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class Ciba extends CibaGrantTypeFactory {
        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new BoundGrantType(session, super.create(session));
        }

        @Override
        public int order() {
            return ORDER;
        }
    }

    /** RFC 8693 §2. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class TokenExchange extends TokenExchangeGrantTypeFactory {
        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new BoundGrantType(session, super.create(session));
        }

        @Override
        public int order() {
            return ORDER;
        }
    }

    /** RFC 7523 §2.1. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class JwtBearer extends JWTAuthorizationGrantTypeFactory {
        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new BoundGrantType(session, super.create(session));
        }

        @Override
        public int order() {
            return ORDER;
        }
    }

    /** UMA 2.0 Grant §3.3.1. */
    @AutoService(OAuth2GrantTypeFactory.class)
    public static final class UmaTicket extends PermissionGrantTypeFactory {
        @Override
        public OAuth2GrantType create(KeycloakSession session) {
            return new BoundGrantType(session, super.create(session));
        }

        @Override
        public int order() {
            return ORDER;
        }
    }
}
