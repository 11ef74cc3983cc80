/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserConsentModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.UserConsentManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/**
 * What a person allowed a client at one MCP server. It is one of Keycloak's own consents, with the server's client
 * among the client scopes that were granted (to Keycloak a client is a client scope): so Keycloak asks for it, stores
 * it, shows it and takes it back, and nothing is added to a realm, however many servers it has. Which scopes were
 * allowed at this server, and not at another, is a {@link ConsentRecord} beside it.
 */
public final class ServerConsent {

    private static final Logger LOG = Logger.getLogger(ServerConsent.class);

    /** In the login, and then in the client's session: the scopes that the person has allowed when it is over. */
    private static final String ALLOWED = "mcp.allowed.";

    /** In the same places: the moment since which consents counted when the person was asked. */
    private static final String ASKED = "mcp.asked.";

    /** At a client: consents that were given before this moment are asked for again, in milliseconds since 1970. */
    private static final String CONSENTS_SINCE = "mcp.consents_since";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final McpServer server;
    private final ClientModel client;
    private final UserModel user;
    private final Optional<UserConsentModel> consent;

    /**
     * The consent as it is now.
     *
     * @param session the session
     * @param server the server
     * @param client the client
     * @param user the person
     */
    public ServerConsent(KeycloakSession session, McpServer server, ClientModel client, UserModel user) {
        this.session = session;
        this.realm = client.getRealm();
        this.server = server;
        this.client = client;
        this.user = user;
        this.consent = Optional.ofNullable(UserConsentManager.getConsentByClient(session, realm, user, client.getId()))
                .filter(given -> given.getGrantedClientScopes().stream()
                        .anyMatch(scope -> scope.getId().equals(server.id())));
    }

    /**
     * Tells whether a client needs consent. One that an administrator made without, and a service account, do not.
     *
     * @param client the client
     * @param user whom it acts for
     * @return true if it does
     */
    public static boolean isNeeded(ClientModel client, UserModel user) {
        return client.isConsentRequired() && !client.getId().equals(user.getServiceAccountClientLink());
    }

    /**
     * Lets everybody who allowed a client anything be asked again at the next login, because it is not what it was.
     * What it holds goes on.
     *
     * @param client the client
     */
    public static void askAnew(ClientModel client) {
        client.setAttribute(CONSENTS_SINCE, Long.toString(Time.currentTimeMillis()));
    }

    /**
     * Tells whether the client may act at the server for the person.
     *
     * @return true if that was allowed, and not taken back since
     */
    public boolean isGranted() {
        return consent.isPresent();
    }

    /**
     * Tells whether the client may have scopes at the server.
     *
     * @param login the client's session with the person
     * @param scopes the names of the scopes
     * @return true if all of them were allowed at this server, and that was not taken back since
     */
    public boolean isGranted(AuthenticatedClientSessionModel login, Set<String> scopes) {
        return isGranted()
                && (allowed().containsAll(needed(scopes)) || justAllowed(login).containsAll(needed(scopes)));
    }

    /**
     * Makes Keycloak ask for what is missing, in a login that goes on. Doing it again changes nothing.
     *
     * @param login the login, with all scopes that the client shall have
     */
    public void ask(AuthenticationSessionModel login) {
        ensureShown();
        Set<String> shown = new HashSet<>(login.getClientScopes());
        if (shown.add(server.id())) {
            login.setClientScopes(shown);
        }
        Set<String> asked = needed(McpScopes.names(login.getClientNote(OAuth2Constants.SCOPE)));
        Set<String> allowed = new TreeSet<>(allowed());
        if (allowed.addAll(asked) || isOutdated()) {
            askEvenIfGranted(login);
        }
        login.setClientNote(ALLOWED + server.serverId(), String.join(" ", allowed));
        login.setClientNote(ASKED + server.serverId(), Long.toString(consentsSince()));
    }

    /** What has the same name at another server, and was granted there, Keycloak would not ask for. */
    private static void askEvenIfGranted(AuthenticationSessionModel login) {
        String prompt = login.getClientNote(OIDCLoginProtocol.PROMPT_PARAM);
        if (!TokenUtil.hasPrompt(prompt, OIDCLoginProtocol.PROMPT_VALUE_CONSENT)) {
            login.setClientNote(
                    OIDCLoginProtocol.PROMPT_PARAM,
                    Stream.ofNullable(prompt)
                            .map(given -> given + " " + OIDCLoginProtocol.PROMPT_VALUE_CONSENT)
                            .findFirst()
                            .orElse(OIDCLoginProtocol.PROMPT_VALUE_CONSENT));
        }
    }

    /**
     * A server that another tool made may not be shown for consent yet. It is changed in a transaction of its own, so
     * that of two logins at once neither fails, and then in this one, which does not see the other.
     */
    private void ensureShown() {
        ClientModel marker = realm.getClientById(server.id());
        if (marker.isDisplayOnConsentScreen()) {
            return;
        }
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> {
                RealmModel sameRealm = own.realms().getRealm(realm.getId());
                own.getContext().setRealm(sameRealm);
                sameRealm.getClientById(server.id()).setDisplayOnConsentScreen(true);
            });
        } catch (ModelException alreadyShown) {
            LOG.debugf("Another login was first to show %s for consent", server.serverId());
        }
        marker.setDisplayOnConsentScreen(true);
    }

    /**
     * Remembers for later logins what the person allowed in the one that led here. Where it cannot be remembered, the
     * person is asked again.
     *
     * @param login the client's session with the person
     */
    public void remember(AuthenticatedClientSessionModel login) {
        Set<String> allowed = justAllowed(login);
        if (consent.isEmpty() || wasAskedBefore(login) || (allowed.equals(allowed()) && !isOutdated())) {
            return;
        }
        records().put(new ConsentRecord(server.serverId(), client.getId(), since(), allowed));
    }

    /** Takes back what was allowed at this server, ends what was granted for it, and leaves other servers alone. */
    public void revoke() {
        consent.ifPresent(given -> {
            given.getGrantedClientScopes().removeIf(scope -> scope.getId().equals(server.id()));
            UserConsentManager.updateConsent(session, realm, user, given);
        });
        records().remove(server, client.getId());
        new GrantRevocation(session, realm).revoke(server, Optional.of(user), Optional.of(client));
    }

    /** What says who the person is counts as any other scope; that it says so at all is what a login is. */
    private static Set<String> needed(Set<String> scopes) {
        return scopes.stream()
                .filter(name -> !name.equals(OAuth2Constants.SCOPE_OPENID))
                .collect(Collectors.toSet());
    }

    /**
     * What was allowed at this server, and not taken back since.
     *
     * @return the names of the scopes
     */
    public Set<String> allowed() {
        return record().map(ConsentRecord::scopes).orElse(Set.of());
    }

    private Optional<ConsentRecord> record() {
        return consent.flatMap(given -> records().find(server, client.getId()))
                .filter(record -> record.since() == since());
    }

    /** Given when the client was another. */
    private boolean isOutdated() {
        return consent.filter(given -> given.getCreatedDate() < consentsSince()).isPresent() && record().isEmpty();
    }

    /** A login from before, which goes on, says nothing about what the client is now. */
    private boolean wasAskedBefore(AuthenticatedClientSessionModel login) {
        return consentsSince() > 0 && !Long.toString(consentsSince()).equals(login.getNote(ASKED + server.serverId()));
    }

    /**
     * When the consent that this one is part of was first given.
     *
     * @return the moment; the client may have been allowed at this server later
     */
    public Optional<Instant> grantedAt() {
        return consent.map(UserConsentModel::getCreatedDate).map(Instant::ofEpochMilli);
    }

    private Set<String> justAllowed(AuthenticatedClientSessionModel login) {
        return McpScopes.names(login.getNote(ALLOWED + server.serverId()));
    }

    private long since() {
        return Math.max(
                consentsSince(), consent.map(UserConsentModel::getCreatedDate).orElse(0L));
    }

    /** What somebody wrote by hand and is no number makes people be asked once more. */
    private long consentsSince() {
        String moment = client.getAttribute(CONSENTS_SINCE);
        try {
            return moment == null ? 0 : Long.parseLong(moment);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private ConsentRecords records() {
        return new ConsentRecords(session, realm, user);
    }
}
