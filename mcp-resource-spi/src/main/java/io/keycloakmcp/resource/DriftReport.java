/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.ClientProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.JpaRealmProviderFactory;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What other tools have done to the MCP servers of a realm that does not hold together: each thing with what it means
 * and what to do about it. It looks at every server, in short transactions of its own and past Keycloak's caches, so it
 * takes seconds where there are very many.
 */
public final class DriftReport {

    /** So many clients are looked at in one transaction. */
    private static final int BATCH = 200;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final int max;
    private final List<Finding> findings = new ArrayList<>();

    private DriftReport(KeycloakSession session, RealmModel realm, int max) {
        this.session = session;
        this.realm = realm;
        this.max = max;
    }

    /** What kind of thing does not hold together. */
    public enum Kind implements WireValue {
        /** The client's id and its resource URI do not belong together: it is no server. */
        ID_MISMATCH("id_mismatch"),
        /** An attribute breaks the rule of its field: the client is no server. */
        INVALID_SETTING("invalid_setting"),
        /** The server lists a scope that the realm does not have. */
        MISSING_SCOPE("missing_scope"),
        /** Two clients have one resource URI: only the one with the right id is a server. */
        DUPLICATE("duplicate"),
        /** The server names a client, a role or the like that the realm does not have. */
        UNKNOWN_REFERENCE("unknown_reference"),
        /** The client came with a partial import, and has the mask as its secret that exports write. */
        MASKED_SECRET("masked_secret");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /**
     * One thing that does not hold together.
     *
     * @param kind what kind of thing
     * @param serverId the client id of the server that it is about
     * @param clientUuid the UUID of the client that is to be changed
     * @param message what is wrong, and what follows from it
     * @param fix what to do
     */
    public record Finding(Kind kind, String serverId, String clientUuid, String message, String fix) {}

    /**
     * The findings of a realm.
     *
     * @param findings what was found, in the order of the clients' ids
     * @param complete whether that is all; if not, there were more findings than asked for
     */
    public record Findings(List<Finding> findings, boolean complete) {}

    /**
     * Looks at all servers of a realm.
     *
     * @param session the session
     * @param realm the realm
     * @param max how many findings to give at most
     * @return the findings
     */
    public static Findings of(KeycloakSession session, RealmModel realm, int max) {
        DriftReport report = new DriftReport(session, realm, max);
        report.walk(DriftReport::servers);
        report.walk(DriftReport::others);
        List<Finding> found = report.findings;
        return new Findings(List.copyOf(found.subList(0, Math.min(found.size(), max))), found.size() <= max);
    }

    /** A part of the way, in one transaction. */
    private interface Part {
        /** Looks at the clients after one and gives the id of the last of them, or an empty text if there are none. */
        String look(DriftReport report, KeycloakSession own, RealmModel current, String after);
    }

    private void walk(Part part) {
        String last = "";
        do {
            String after = last;
            last = KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), own -> {
                RealmModel current = own.realms().getRealm(realm.getId());
                own.getContext().setRealm(current);
                return current == null ? "" : part.look(this, own, current, after);
            });
        } while (!last.isEmpty() && findings.size() <= max);
    }

    private String servers(KeycloakSession own, RealmModel current, String after) {
        List<ClientEntity> clients = new ServerQueries(own, current).after(after, BATCH);
        ClientProvider uncached = own.getProvider(ClientProvider.class, JpaRealmProviderFactory.PROVIDER_ID);
        DriftCheck check = new DriftCheck(own, current);
        clients.stream()
                .map(client -> uncached.getClientById(current, client.getId()))
                .flatMap(check::server)
                .forEach(findings::add);
        return clients.isEmpty() ? "" : clients.get(clients.size() - 1).getClientId();
    }

    private String others(KeycloakSession own, RealmModel current, String after) {
        List<ClientAttributeEntity> resources = new ServerQueries(own, current).resourcesOfOthersAfter(after, BATCH);
        DriftCheck check = new DriftCheck(own, current);
        resources.stream()
                .flatMap(resource -> check.other(resource.getClient(), resource.getValue()).stream())
                .forEach(findings::add);
        return resources.isEmpty()
                ? ""
                : resources.get(resources.size() - 1).getClient().getClientId();
    }
}
