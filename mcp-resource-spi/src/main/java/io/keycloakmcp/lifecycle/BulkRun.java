/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClientApproval;
import io.keycloakmcp.client.ClientState;
import io.keycloakmcp.client.Onboarding;
import io.keycloakmcp.resource.InvalidFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Does something with many MCP clients, in small transactions. What an administrator made is never removed along with
 * others, nor is a client that somebody has an offline session with if the realm keeps these.
 */
final class BulkRun {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator permissions;
    private final AdminEventBuilder events;
    private final BulkRequest request;

    BulkRun(
            KeycloakSession session,
            RealmModel realm,
            AdminPermissionEvaluator permissions,
            AdminEventBuilder events,
            BulkRequest request) {
        this.session = session;
        this.realm = realm;
        this.permissions = permissions;
        this.events = events;
        this.request = request;
    }

    /**
     * Does it, or tells what would be done.
     *
     * @return {@code {"matched":n,"done":n,"spared":[…]}}
     */
    ObjectNode run() {
        ClientQueries.Page matched = request.filter()
                .map(filter -> new ClientQueries(session, realm).page(filter, 0, Integer.MAX_VALUE))
                .orElseGet(() ->
                        new ClientQueries.Page(request.ids(), request.ids().size()));
        SmallTransactions transactions = new SmallTransactions(session.getKeycloakSessionFactory(), realm.getId());
        int done = 0;
        List<Outcome> spared = new ArrayList<>();
        int next = 0;
        while (next < matched.ids().size() && done < request.max() && spared.size() < BulkRequest.MOST) {
            int end = Math.min(
                    next + Math.min(SmallTransactions.CLIENTS, request.max() - done),
                    matched.ids().size());
            List<Outcome> wanted =
                    matched.ids().subList(next, end).stream().map(this::wanted).toList();
            List<Outcome> outcomes = transactions.on(wanted, this::work);
            outcomes.stream().filter(outcome -> !outcome.done()).forEach(spared::add);
            done += (int) outcomes.stream().filter(Outcome::done).count();
            next = end;
        }
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("matched", matched.total())
                .put("done", done);
        ArrayNode left = json.putArray("spared");
        spared.forEach(outcome -> left.add(outcome.json()));
        return json;
    }

    private Outcome wanted(String id) {
        Optional<ClientModel> client = Optional.ofNullable(realm.getClientById(id))
                .filter(found -> Onboarding.of(found).isPresent())
                .filter(permissions.clients()::canView);
        Outcome outcome = new Outcome(id, client.map(ClientModel::getClientId).orElse(""), true, "");
        if (client.isEmpty()) {
            return outcome.spared(Outcome.NOT_FOUND);
        }
        return permissions.clients().canManage(client.get()) ? outcome : outcome.spared(Outcome.ACCESS_DENIED);
    }

    private List<Outcome> work(KeycloakSession own, RealmModel sameRealm, List<Outcome> clients) {
        Set<String> held = request.action() == BulkAction.REMOVE
                ? new Removal(own, sameRealm)
                        .heldOffline(clients.stream().map(Outcome::id).toList())
                : Set.of();
        AdminEventBuilder ownEvents = events.clone(own);
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome outcome : clients) {
            ClientModel client = sameRealm.getClientById(outcome.id());
            if (!outcome.done()) {
                outcomes.add(outcome);
            } else if (client == null) {
                outcomes.add(outcome.spared(Outcome.NOT_FOUND));
            } else if (request.action() == BulkAction.REMOVE && isManual(client)) {
                outcomes.add(outcome.spared(Outcome.MANUAL));
            } else if (held.contains(client.getId())) {
                outcomes.add(outcome.spared(Outcome.OFFLINE_SESSIONS));
            } else if (!changes(client)) {
                outcomes.add(outcome.spared(Outcome.UNCHANGED));
            } else {
                if (!request.dryRun()) {
                    change(own, client, ownEvents);
                }
                outcomes.add(outcome);
            }
        }
        return outcomes;
    }

    private static boolean isManual(ClientModel client) {
        return Onboarding.of(client).filter(Onboarding.MANUAL::equals).isPresent();
    }

    private boolean changes(ClientModel client) {
        Set<ClientState> meant = request.action().meant();
        return meant.isEmpty() || meant.contains(ClientState.of(client));
    }

    private void change(KeycloakSession own, ClientModel client, AdminEventBuilder ownEvents) {
        ClientApproval approval = new ClientApproval(own, client.getRealm(), ownEvents);
        switch (request.action()) {
            case APPROVE -> approve(approval, client);
            case BLOCK -> approval.block(client);
            case UNBLOCK -> approval.unblock(client);
            case REMOVE -> {
                RemovalEvent event = RemovalEvent.before(client);
                new Removal(own, client.getRealm()).remove(client);
                event.send(ownEvents);
            }
            default -> throw new IllegalStateException(request.action().wire());
        }
    }

    private static void approve(ClientApproval approval, ClientModel client) {
        try {
            approval.approve(client, List.of(), false);
        } catch (InvalidFields e) {
            throw new IllegalStateException("No server was named", e);
        }
    }
}
