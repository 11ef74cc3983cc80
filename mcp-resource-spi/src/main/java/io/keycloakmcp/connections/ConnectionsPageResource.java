/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import io.keycloakmcp.resource.RealmUrls;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.forms.login.MessageType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.util.LocaleUtil;

/**
 * The page on which people see their connections and take them back: {@code /realms/{realm}/mcp/connections} in a
 * browser. It goes by the cookie of the realm, and asks people who have none to sign in. It has the look of the realm's
 * login theme, which may bring its own version of the template.
 *
 * <p>What a form does is done only if it sends the token that stands in the page: a random value in the cookie, which
 * no other site can read, made at each sign-in.
 */
public final class ConnectionsPageResource {

    private static final String TEMPLATE = "mcp-connections.ftl";
    private static final int MAX = 500;

    /** Where Keycloak leaves the random value when it has verified the cookie. */
    private static final String FORM_TOKEN = "state_checker";

    private static final String FORM_TOKEN_FIELD = "stateChecker";
    private static final String CONNECTION = "connection";
    private static final String CLIENT = "client";
    private static final String ALL = "all";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel account;
    private final String address;

    ConnectionsPageResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.account = Person.account(realm).orElseThrow(NotFoundException::new);
        this.address = RealmUrls.of(session, realm).connectionsPage();
    }

    /**
     * Shows the page.
     *
     * @return 200 with the page; a redirect to the login page; 403 if the person may not see their consents
     */
    @GET
    public Response show() {
        Optional<Person> person = Person.byCookie(session, account);
        MultivaluedMap<String, String> query = session.getContext().getUri().getQueryParameters();
        if (person.isEmpty()) {
            // Who did not want to sign in is not asked over and over.
            return query.containsKey(OAuth2Constants.ERROR)
                    ? error(Response.Status.FORBIDDEN)
                    : new PageLogin(session).begin(account, address);
        }
        if (query.containsKey(OAuth2Constants.SESSION_STATE)) {
            // What a login leaves in the address belongs in no bookmark.
            return Response.status(Response.Status.FOUND)
                    .location(URI.create(address))
                    .build();
        }
        return page(person.get(), Optional.empty());
    }

    /**
     * Takes back what a form names: {@code connection}, an id; {@code client}, a client's UUID; or {@code all}.
     *
     * @return 200 with the page, which says what became of it; 403 without the token of the page, and nothing is done
     */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response submit() {
        Optional<Person> person = Person.byCookie(session, account);
        if (person.isEmpty()) {
            return new PageLogin(session).begin(account, address);
        }
        MultivaluedMap<String, String> form =
                session.getContext().getHttpRequest().getDecodedFormParameters();
        if (!isFromPage(form.getFirst(FORM_TOKEN_FIELD))) {
            return page(person.get(), Optional.of(Outcome.EXPIRED));
        }
        if (!person.get().mayManage()) {
            return error(Response.Status.FORBIDDEN);
        }
        return page(
                person.get(),
                Optional.of(revoke(new OwnConnections(session, person.get().user()), form)));
    }

    /** What became of a form. */
    private enum Outcome {
        REMOVED("mcpConnectionsRemoved", MessageType.SUCCESS, Response.Status.OK),
        NOTHING("mcpConnectionsNothing", MessageType.INFO, Response.Status.OK),
        EXPIRED("mcpConnectionsExpired", MessageType.ERROR, Response.Status.FORBIDDEN);

        private final String message;
        private final MessageType type;
        private final Response.Status status;

        Outcome(String message, MessageType type, Response.Status status) {
            this.message = message;
            this.type = type;
            this.status = status;
        }
    }

    private Outcome revoke(OwnConnections own, MultivaluedMap<String, String> form) {
        int revoked = 0;
        if (form.containsKey(CONNECTION)) {
            Optional<Connection> connection = own.find(form.getFirst(CONNECTION));
            connection.ifPresent(own::revoke);
            revoked = connection.isPresent() ? 1 : 0;
        } else if (form.containsKey(CLIENT)) {
            Optional<ClientModel> client =
                    new RequestedConnections(session, realm, new ArrayList<>()).client(form.getFirst(CLIENT));
            revoked = client.isPresent() ? own.revoke(client, MAX) : 0;
        } else if (form.containsKey(ALL)) {
            revoked = own.revoke(Optional.empty(), MAX);
        }
        return revoked > 0 ? Outcome.REMOVED : Outcome.NOTHING;
    }

    private boolean isFromPage(String sent) {
        return sent != null
                && formToken()
                        .filter(token -> MessageDigest.isEqual(bytes(token), bytes(sent)))
                        .isPresent();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Optional<String> formToken() {
        return Optional.ofNullable(session.getAttribute(FORM_TOKEN, String.class));
    }

    private Response page(Person person, Optional<Outcome> outcome) {
        if (!person.mayView()) {
            return error(Response.Status.FORBIDDEN);
        }
        LocaleUtil.processLocaleParam(session, realm, null);
        Locale locale = session.getContext().resolveLocale(person.user());
        Connections.Page page = new OwnConnections(session, person.user()).page(0, MAX);
        LoginFormsProvider forms = session.getProvider(LoginFormsProvider.class)
                .setUser(person.user())
                .setAttribute(
                        "mcp",
                        new ConnectionsPage(
                                ConnectionsPage.clients(page.connections(), locale),
                                page.total(),
                                page.connections().size(),
                                person.mayManage() && formToken().isPresent(),
                                person.user().getUsername(),
                                address,
                                accountConsole(),
                                formToken().orElse("")))
                .setResponseHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        outcome.ifPresent(what -> forms.setMessage(what.type, what.message).setStatus(what.status));
        return forms.createForm(TEMPLATE);
    }

    private String accountConsole() {
        return Optional.ofNullable(realm.getClientByClientId(Constants.ACCOUNT_CONSOLE_CLIENT_ID))
                .filter(ClientModel::isEnabled)
                .map(console -> RealmUrls.of(session, realm).accountConsole())
                .orElse("");
    }

    private Response error(Response.Status status) {
        LocaleUtil.processLocaleParam(session, realm, null);
        return session.getProvider(LoginFormsProvider.class)
                .setError(Messages.NO_ACCESS)
                .setResponseHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .createErrorPage(status);
    }
}
