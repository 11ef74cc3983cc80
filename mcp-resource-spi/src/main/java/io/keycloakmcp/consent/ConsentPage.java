/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.McpScopes;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.PlainText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.OrderedModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What the page says that asks a person for consent. Everything that clients or administrators wrote is shown as it is,
 * in one line and escaped, and is never looked up as a message.
 *
 * @param clientName what the client is called; empty if it has no name
 * @param origin how the realm knows the client
 * @param returnAddress where the browser goes afterwards
 * @param serverName what the MCP server is called
 * @param serverDescription a sentence about it, or empty
 * @param resource its resource URI
 * @param permissions what the client asks for, besides acting at the server at all
 * @param time how long it can go on
 * @param policyHost the host of the client's privacy policy, or empty
 * @param policyUrl the client's privacy policy, or empty
 * @param termsHost the host of the client's terms of service, or empty
 * @param termsUrl the client's terms of service, or empty
 * @param username who is signed in
 * @param reference by which an administrator finds the event
 */
public record ConsentPage(
        String clientName,
        ClientOrigin origin,
        ReturnAddress returnAddress,
        String serverName,
        String serverDescription,
        String resource,
        List<Permission> permissions,
        AccessTime time,
        String policyHost,
        String policyUrl,
        String termsHost,
        String termsUrl,
        String username,
        String reference) {

    private static final int MAX_NAME = 80;
    private static final int MAX_TEXT = 300;

    /**
     * The page for a login.
     *
     * @param login the login, with the scopes that the client shall have
     * @param server the MCP server
     * @param locale the person's language
     * @return what the page says
     */
    static ConsentPage of(AuthenticationSessionModel login, McpServer server, Locale locale) {
        ClientModel client = login.getClient();
        ReturnAddress back = ReturnAddress.of(login.getRedirectUri());
        Optional<URI> policy = page(client, ClientModel.POLICY_URI);
        Optional<URI> terms = page(client, ClientModel.TOS_URI);
        return new ConsentPage(
                name(client),
                ClientOrigin.of(client, back, locale),
                back,
                PlainText.of(server.settings().name(), MAX_NAME),
                PlainText.of(server.settings().description().orElse(""), MAX_TEXT),
                server.resource().registered(),
                scopes(login)
                        .filter(scope -> !scope.getName().equals(OAuth2Constants.OFFLINE_ACCESS))
                        .map(scope -> Permission.of(scope, server))
                        .sorted(Comparator.comparing(permission -> order(permission, server)))
                        .toList(),
                AccessTime.of(
                        client,
                        McpScopes.names(login.getClientNote(OAuth2Constants.SCOPE))
                                .contains(OAuth2Constants.OFFLINE_ACCESS)),
                policy.map(URI::getHost).orElse(""),
                policy.map(URI::toASCIIString).orElse(""),
                terms.map(URI::getHost).orElse(""),
                terms.map(URI::toASCIIString).orElse(""),
                PlainText.of(login.getAuthenticatedUser().getUsername(), MAX_NAME),
                login.getParentSession().getId());
    }

    /** The server's own scopes come first, as it lists them. */
    private static int order(Permission permission, McpServer server) {
        int place = server.settings().scopeNames().indexOf(permission.name());
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    /** The id of a client that came by itself says nothing. */
    private static String name(ClientModel client) {
        String name = PlainText.of(client.getName(), MAX_NAME);
        boolean namedById =
                Onboarding.of(client).filter(way -> way != Onboarding.MANUAL).isEmpty();
        return name.isEmpty() && namedById ? PlainText.of(client.getClientId(), MAX_NAME) : name;
    }

    /** Everything that Keycloak stores as allowed when the person agrees, but for the server itself. */
    private static Stream<ClientScopeModel> scopes(AuthenticationSessionModel login) {
        return login.getClientScopes().stream()
                .map(id -> KeycloakModelUtils.findClientScopeById(login.getRealm(), login.getClient(), id))
                .filter(Objects::nonNull)
                .filter(scope -> !(scope instanceof ClientModel) && scope.isDisplayOnConsentScreen())
                .sorted(new OrderedModel.OrderedModelComparator<ClientScopeModel>());
    }

    /** What the client says of itself is linked only where it is a page on the web. */
    private static Optional<URI> page(ClientModel client, String attribute) {
        return Optional.ofNullable(client.getAttribute(attribute)).flatMap(ConsentPage::webPage);
    }

    private static Optional<URI> webPage(String text) {
        try {
            return Optional.of(new URI(text)).filter(uri -> "https".equals(uri.getScheme()) && uri.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
