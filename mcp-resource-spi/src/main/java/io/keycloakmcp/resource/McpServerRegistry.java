/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.common.util.Retry;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.ClientManager;
import org.keycloak.services.managers.RealmManager;

/**
 * The MCP servers of a realm. A server is a client whose id is derived from its resource URI, so looking one up is one
 * look-up in Keycloak's cluster-wide client cache, however many there are.
 */
public final class McpServerRegistry {

    /** More servers than this that need not be named are an ambiguous default anyway. */
    private static final int MAX_DEFAULTS = 20;

    private static final int ATTEMPTS = 5;
    private static final int PAUSE_MILLIS = 20;

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * The registry of a realm, within one request.
     *
     * @param session the session
     * @param realm the realm
     */
    public McpServerRegistry(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Begins to follow the clients of all realms. Called once, when the server starts.
     *
     * @param factory the server's session factory
     */
    public static void follow(KeycloakSessionFactory factory) {
        RealmPresence.follow(factory);
        ServerDirectory.follow(factory);
    }

    /**
     * A page of MCP servers.
     *
     * @param servers the servers of the page
     * @param total how many there are on all pages
     */
    public record Page(List<McpServer> servers, long total) {}

    /**
     * A server that has just been registered.
     *
     * @param server the server
     * @param clientSecret the secret with which it authenticates to Keycloak; it cannot be read again
     */
    public record Registered(McpServer server, String clientSecret) {}

    /**
     * A server that has just been changed.
     *
     * @param before what it was
     * @param after what it is now
     */
    public record Updated(McpServer before, McpServer after) {}

    /**
     * A secret that has just been made.
     *
     * @param value the secret with which the server authenticates to Keycloak; it cannot be read again
     * @param createdAt when it was made
     * @param previousCreatedAt when the one was made that it replaces, if that is known
     */
    public record Secret(String value, OffsetDateTime createdAt, Optional<OffsetDateTime> previousCreatedAt) {}

    /**
     * Finds the server of a resource, whatever its status.
     *
     * @param resource the resource, in any spelling
     * @return the server, or empty if the realm has none of that resource
     */
    public Optional<McpServer> findByResource(ResourceUri resource) {
        return findByServerId(resource.serverId());
    }

    /**
     * Finds a server by its client id, whatever its status.
     *
     * @param serverId {@code mcp_…}
     * @return the server, or empty if the realm has none of that id
     */
    public Optional<McpServer> findByServerId(String serverId) {
        return clientOf(serverId).flatMap(ServerAttributes::read);
    }

    /**
     * The client that a server is kept as.
     *
     * @param serverId {@code mcp_…}
     * @return the client, or empty
     */
    public Optional<ClientModel> clientOf(String serverId) {
        return ResourceUri.isServerId(serverId)
                ? Optional.ofNullable(session.clients().getClientByClientId(realm, serverId))
                : Optional.empty();
    }

    /**
     * Lists servers in the order of their ids: those that the administrator of this request may view by Keycloak's
     * fine-grained admin permissions, where the realm uses them.
     *
     * @param search a part of the name or of the resource URI, or a whole server id
     * @param status only servers with this status
     * @param viewable asked about each client of the page, because not every policy can be part of a query
     * @param first how many to leave out
     * @param max how many to give at most
     * @return the page
     */
    public Page page(
            Optional<String> search,
            Optional<ServerStatus> status,
            Predicate<ClientModel> viewable,
            int first,
            int max) {
        ServerQueries queries = new ServerQueries(session, realm);
        List<String> found = ServerDirectory.of(realm, queries).find(search, status, queries.viewable());
        List<McpServer> servers = found.stream()
                .skip(first)
                .limit(max)
                .flatMap(serverId -> clientOf(serverId).stream())
                .filter(viewable)
                .flatMap(client -> ServerAttributes.read(client).stream())
                .toList();
        if (!servers.isEmpty() && !RealmPresence.hasMcpServers(realm)) {
            // Their clients came while the JAR was not there to notice.
            RealmPresence.noteAfterCommit(session, realm);
        }
        return new Page(servers, found.size());
    }

    /**
     * The ids of active servers in their order. It costs the same wherever one begins.
     *
     * @param search a part of the name or of the resource URI, or a whole server id
     * @param after the server id that the first one follows; empty to begin at the beginning
     * @param max how many to give at most
     * @return the ids, among which may be some of clients that break a rule and so are no MCP servers
     */
    public List<String> activeAfter(Optional<String> search, Optional<String> after, int max) {
        String last = after.orElse(ResourceUri.SERVER_ID_PREFIX);
        return ServerDirectory.of(realm, new ServerQueries(session, realm))
                .find(search, Optional.of(ServerStatus.ACTIVE), serverId -> true)
                .stream()
                .filter(serverId -> serverId.compareTo(last) > 0)
                .limit(max)
                .toList();
    }

    /**
     * How many servers have a status.
     *
     * @param status the status
     * @return their number
     */
    public int count(ServerStatus status) {
        return ServerDirectory.of(realm, new ServerQueries(session, realm))
                .find(Optional.empty(), Optional.of(status), serverId -> true)
                .size();
    }

    /**
     * The servers that a request may mean without naming them.
     *
     * @return protected resources whose {@code require_resource_param} is false
     */
    public List<McpServer> withOptionalResourceParameter() {
        return servers(new ServerQueries(session, realm).withOptionalResourceParameter(MAX_DEFAULTS))
                .filter(McpServer::isProtectedResource)
                .toList();
    }

    /**
     * The servers that list all of some scopes.
     *
     * @param scopes the names of the scopes, at least one
     * @return protected resources, not all of them if they are many
     */
    public List<McpServer> listing(Collection<String> scopes) {
        return servers(new ServerQueries(session, realm).listing(scopes, MAX_DEFAULTS))
                .filter(McpServer::isProtectedResource)
                .toList();
    }

    private Stream<McpServer> servers(List<String> ids) {
        return ids.stream()
                .map(id -> session.clients().getClientById(realm, id))
                .filter(Objects::nonNull)
                .flatMap(client -> ServerAttributes.read(client).stream());
    }

    /**
     * Tells what is wrong with registering or changing a server, and saves nothing.
     *
     * @param settings the settings that it shall have
     * @param serverId the server that has them then, if it is there already
     * @return what the realm does not have or what another server has already; nothing if all is well
     */
    public List<FieldError> problems(McpServerSettings settings, Optional<String> serverId) {
        List<FieldError> problems = new ArrayList<>(new References(session, realm).unknown(settings));
        duplicateOf(settings, serverId.flatMap(this::clientOf).map(ClientModel::getId))
                .ifPresent(duplicate -> problems.add(duplicate.fieldError()));
        return problems;
    }

    /**
     * Registers a server, whole or not at all.
     *
     * @param settings what an administrator decided
     * @return the server and its secret
     * @throws InvalidFields if it names anything that the realm does not have, or scopes that no client could ask for
     * @throws DuplicateResource if another server has the resource
     */
    public Registered create(McpServerSettings settings) throws InvalidFields, DuplicateResource {
        requireKnownReferences(settings);
        return save(settings, Optional.empty(), (own, none) -> {
            ClientModel client = own.realm.addClient(settings.resource().serverId());
            ServerAttributes.writeCreatedAt(now(), client);
            prepare(client);
            String secret = KeycloakModelUtils.generateSecret(client);
            ServerAttributes.write(settings, client);
            McpScopes.ensure(own.realm, settings.scopeNames());
            return new Registered(ServerAttributes.read(client).orElseThrow(), secret);
        });
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.ofInstant(
                Instant.ofEpochMilli(Time.currentTimeMillis()).truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC);
    }

    /** A server only ever answers: no login flow, no scope mapping, and none of the realm's default client scopes. */
    private static void prepare(ClientModel client) {
        client.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        detachScopes(client, true);
        detachScopes(client, false);
        client.setPublicClient(false);
        client.setBearerOnly(false);
        client.setStandardFlowEnabled(false);
        client.setImplicitFlowEnabled(false);
        client.setDirectAccessGrantsEnabled(false);
        client.setServiceAccountsEnabled(false);
        client.setFullScopeAllowed(false);
        client.setClientAuthenticatorType(KeycloakModelUtils.getDefaultClientAuthenticatorType());
    }

    private static void detachScopes(ClientModel client, boolean defaultScopes) {
        List.copyOf(client.getClientScopes(defaultScopes).values()).forEach(client::removeClientScope);
    }

    /**
     * Replaces the settings of a server. Another resource gives it another id, and what was issued for the old one
     * ends.
     *
     * @param server the server as it is
     * @param settings the settings it shall have
     * @param isMeant tells whether the server, as it is at the moment of the change, is the one to change
     * @return the server as it was and as it is now, or empty if it was removed meanwhile
     * @throws InvalidFields if the settings name clients or roles that the realm does not have, or scopes that no
     *     client could ask for
     * @throws DuplicateResource if another server has the resource
     * @throws ChangedMeanwhile if it is not the one that is meant
     */
    public Optional<Updated> update(McpServer server, McpServerSettings settings, Predicate<McpServer> isMeant)
            throws InvalidFields, DuplicateResource, ChangedMeanwhile {
        requireKnownReferences(settings);
        Change change = save(settings, Optional.of(server.id()), (own, locked) -> {
            boolean isOther = locked.filter(isMeant.negate()).isPresent();
            return isOther ? Change.NONE : new Change(true, own.replace(server, settings));
        });
        if (!change.isMeant()) {
            throw new ChangedMeanwhile();
        }
        return change.updated();
    }

    /** What came of a change: nothing if another server was meant. */
    private record Change(boolean isMeant, Optional<Updated> updated) {

        static final Change NONE = new Change(false, Optional.empty());
    }

    private Optional<Updated> replace(McpServer server, McpServerSettings settings) {
        Optional<Updated> updated = change(server.id(), client -> {
            McpServer before = ServerAttributes.read(client).orElse(server);
            ServerAttributes.write(settings, client);
            new ServerQueries(session, realm).noteChange(server.id());
            return Optional.of(new Updated(before, ServerAttributes.read(client).orElseThrow()));
        });
        if (updated.isEmpty()) {
            return updated;
        }
        McpScopes.ensure(realm, settings.scopeNames());
        Set<String> dropped = new HashSet<>(updated.get().before().settings().scopeNames());
        settings.scopeNames().forEach(dropped::remove);
        removeUnusedScopes(dropped);
        return updated;
    }

    /**
     * Removes a server, and those of its scopes that no other server uses.
     *
     * @param server the server
     * @return the server as it was, or empty if it was removed meanwhile
     */
    public Optional<McpServer> delete(McpServer server) {
        return retried(own -> {
            Optional<McpServer> deleted = own.change(server.id(), client -> {
                McpServer last = ServerAttributes.read(client).orElse(server);
                boolean removed = new ClientManager(new RealmManager(own.session)).removeClient(own.realm, client);
                return removed ? Optional.of(last) : Optional.empty();
            });
            deleted.ifPresent(gone -> own.removeUnusedScopes(gone.settings().scopeNames()));
            return deleted;
        });
    }

    /**
     * Makes the client scopes that a server lists and the realm does not have.
     *
     * @param server the server
     */
    public void makeScopes(McpServer server) {
        retried(own -> {
            McpScopes.ensure(own.realm, server.settings().scopeNames());
            return server;
        });
    }

    /**
     * Gives a server a new secret; the old one ends at once.
     *
     * @param server the server
     * @return the new secret, or empty if the server was removed meanwhile
     */
    public Optional<Secret> regenerateSecret(McpServer server) {
        return retried(own -> own.change(server.id(), client -> {
            Optional<OffsetDateTime> before = secretCreatedAt(client);
            String value = KeycloakModelUtils.generateSecret(client);
            return Optional.of(new Secret(value, secretCreatedAt(client).orElseThrow(), before));
        }));
    }

    /** Other tools can write anything into an attribute. */
    private static Optional<OffsetDateTime> secretCreatedAt(ClientModel client) {
        return Optional.ofNullable(client.getAttribute(ClientSecretConstants.CLIENT_SECRET_CREATION_TIME))
                .filter(seconds -> seconds.matches("[0-9]{1,10}"))
                .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds)).atOffset(ZoneOffset.UTC));
    }

    private void removeUnusedScopes(Collection<String> names) {
        if (!names.isEmpty()) {
            McpScopes.removeUnused(realm, names, new ServerQueries(session, realm));
        }
    }

    /** What came of an attempt to save: one of the two. */
    private record Saved<T>(Optional<T> result, Optional<DuplicateResource> duplicate) {}

    /**
     * Saves in a transaction of its own, which the database's unique key on (realm, client id) decides: of several
     * requests for one resource exactly one commits.
     */
    private <T> T save(
            McpServerSettings settings,
            Optional<String> ownId,
            BiFunction<McpServerRegistry, Optional<McpServer>, T> change)
            throws DuplicateResource {
        Saved<T> saved = retried(own -> {
            // Before anything is read, for what this transaction has read once it does not read again.
            Optional<McpServer> locked = ownId.flatMap(new ServerQueries(own.session, own.realm)::locked);
            Optional<DuplicateResource> duplicate = own.duplicateOf(settings, ownId);
            return new Saved<>(
                    duplicate.isPresent() ? Optional.empty() : Optional.of(change.apply(own, locked)), duplicate);
        });
        if (saved.duplicate().isPresent()) {
            throw saved.duplicate().get();
        }
        return saved.result().orElseThrow();
    }

    /**
     * A change in a transaction of its own. If it loses to another one, such as two that make the same client scope at
     * once, it is tried again and sees what the other one left; Keycloak's caches learn of that a moment later.
     */
    private <T> T retried(Function<McpServerRegistry, T> change) {
        return Retry.call(attempt -> inOwnTransaction(change), ATTEMPTS, PAUSE_MILLIS);
    }

    private <T> T inOwnTransaction(Function<McpServerRegistry, T> change) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), transaction -> change.apply(in(transaction)));
    }

    /** Does something to a client, unless it is gone. */
    private <T> Optional<T> change(String id, Function<ClientModel, Optional<T>> change) {
        try {
            return Optional.ofNullable(realm.getClientById(id)).flatMap(change);
        } catch (IllegalStateException gone) {
            // For a moment Keycloak's cache still has a client that the database has no more.
            session.getTransactionManager().setRollbackOnly();
            return Optional.empty();
        }
    }

    private McpServerRegistry in(KeycloakSession transaction) {
        RealmModel sameRealm = transaction.realms().getRealm(realm.getId());
        transaction.getContext().setRealm(sameRealm);
        return new McpServerRegistry(transaction, sameRealm);
    }

    /** A client that has the id and is no MCP server, because it was edited by hand, keeps the resource too. */
    private Optional<DuplicateResource> duplicateOf(McpServerSettings settings, Optional<String> ownId) {
        return clientOf(settings.resource().serverId())
                .filter(client -> !ownId.equals(Optional.of(client.getId())))
                .map(client -> new DuplicateResource(
                        client.getClientId(),
                        Optional.ofNullable(client.getName()).orElse(client.getClientId())));
    }

    private void requireKnownReferences(McpServerSettings settings) throws InvalidFields {
        List<FieldError> errors = new References(session, realm).unknown(settings);
        if (!errors.isEmpty()) {
            throw new InvalidFields(errors);
        }
    }
}
