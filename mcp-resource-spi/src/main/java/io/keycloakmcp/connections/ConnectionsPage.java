/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.client.RedirectUri;
import io.keycloakmcp.resource.McpClient;
import io.keycloakmcp.resource.McpServer;
import io.keycloakmcp.resource.PlainText;
import io.keycloakmcp.resource.ServerScope;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.keycloak.models.ClientModel;

/**
 * What the page says that shows people their connections. Everything that clients or administrators wrote is shown as
 * it is, in one line and escaped, and is never looked up as a message.
 *
 * @param clients the clients that have any, by name
 * @param total how many connections there are
 * @param shown how many of them are on the page
 * @param mayManage whether the person may take them back
 * @param username who is signed in
 * @param address where the page is
 * @param account where the person's account is; empty if the realm has no account console
 * @param formToken what forms must send so that it is known that they come from this page
 */
public record ConnectionsPage(
        List<Client> clients,
        long total,
        int shown,
        boolean mayManage,
        String username,
        String address,
        String account,
        String formToken) {

    private static final int MAX_NAME = 80;
    private static final int MAX_TEXT = 300;
    private static final String HTTPS = "https";

    /**
     * A client.
     *
     * @param id its UUID
     * @param name what it is called
     * @param origin the end of the message key that says how the realm knows it
     * @param originDetail what that message is about: a product or a host; or empty
     * @param servers the servers where it may act, by name
     */
    public record Client(String id, String name, String origin, String originDetail, List<Server> servers) {}

    /**
     * A server where a client may act.
     *
     * @param id the id of the connection
     * @param name what it is called
     * @param resource its resource URI
     * @param scopes what the client may do there, in words
     * @param offline whether access goes on when the person is not signed in
     * @param since since when, in the person's language
     * @param lastUsed when it was last used, in the person's language; empty if it was not
     */
    public record Server(
            String id,
            String name,
            String resource,
            List<String> scopes,
            boolean offline,
            String since,
            String lastUsed) {}

    /** The clients of some connections. */
    static List<Client> clients(List<Connection> connections, Locale locale) {
        DateTimeFormatter day =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale);
        Map<ClientModel, List<Connection>> byClient =
                connections.stream().collect(Collectors.groupingBy(Connection::client));
        return byClient.entrySet().stream()
                .map(of -> client(
                        of.getKey(),
                        of.getValue().stream()
                                .map(connection -> server(connection, day))
                                .sorted(Comparator.comparing(Server::name).thenComparing(Server::id))
                                .toList()))
                .sorted(Comparator.comparing(Client::name).thenComparing(Client::id))
                .toList();
    }

    private static Client client(ClientModel client, List<Server> servers) {
        String name = PlainText.of(client.getName(), MAX_NAME);
        Optional<String> product = McpClient.product(client);
        Optional<String> host = host(client.getClientId());
        return new Client(
                client.getId(),
                name.isEmpty() ? PlainText.of(client.getClientId(), MAX_NAME) : name,
                origin(client, product.isPresent(), host.isPresent()),
                PlainText.of(product.or(() -> host).orElse(""), MAX_NAME),
                servers);
    }

    /** To a program on a computer anybody can give the name of a product, and the client id of another one. */
    private static String origin(ClientModel client, boolean isProduct, boolean isUrl) {
        if (isProduct || isUrl) {
            boolean owned = client.getRedirectUris().stream().allMatch(RedirectUri::isWeb);
            return (isProduct ? "product" : "url") + (owned ? "" : "_claimed");
        }
        return Onboarding.of(client).filter(Onboarding.REGISTRATION::equals).isPresent() ? "unknown" : "manual";
    }

    private static Optional<String> host(String clientId) {
        try {
            URI uri = new URI(clientId);
            return HTTPS.equals(uri.getScheme()) ? Optional.ofNullable(uri.getHost()) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Server server(Connection connection, DateTimeFormatter day) {
        McpServer server = connection.server();
        return new Server(
                connection.key().id(),
                PlainText.of(server.settings().name(), MAX_NAME),
                server.resource().registered(),
                connection.scopes().stream().map(scope -> text(scope, server)).toList(),
                connection.offline(),
                day.format(LocalDate.ofInstant(connection.grantedAt(), ZoneOffset.UTC)),
                connection.lastUsedOn().map(day::format).orElse(""));
    }

    private static String text(String scope, McpServer server) {
        return PlainText.of(
                server.settings().scopes().stream()
                        .filter(listed -> listed.name().equals(scope))
                        .map(ServerScope::description)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(scope),
                MAX_TEXT);
    }
}
