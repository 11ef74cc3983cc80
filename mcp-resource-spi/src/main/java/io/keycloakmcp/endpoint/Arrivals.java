/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.endpoint;

import io.keycloakmcp.client.ClientArrival;
import io.keycloakmcp.client.ClientArrivalFactory;
import io.keycloakmcp.resource.RealmPresence;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.ClientAuthenticator;
import org.keycloak.authentication.ClientAuthenticatorFactory;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Tells all {@link ClientArrival}s of the clients that authenticate.
 *
 * @param listeners their ids, in their order
 */
record Arrivals(List<String> listeners) {

    private static final Logger LOG = Logger.getLogger(Arrivals.class);

    /** For an authenticator of ours, which may have been displaced. */
    static Arrivals of(KeycloakSessionFactory factory, ClientAuthenticatorFactory ours) {
        if (factory.getProviderFactory(ClientAuthenticator.class, ours.getId()) != ours) {
            LOG.warnf(
                    "Another extension replaces the client authenticator %s: MCP clients that wait for approval are told"
                            + " that they are unknown. Remove that extension.",
                    ours.getId());
        }
        return new Arrivals(factory.getProviderFactoriesStream(ClientArrival.class)
                .map(ClientArrivalFactory.class::cast)
                .sorted(Comparator.comparingInt(ClientArrivalFactory::order)
                        .reversed()
                        .thenComparing(ClientArrivalFactory::getId))
                .map(ClientArrivalFactory::getId)
                .toList());
    }

    /**
     * Lets Keycloak authenticate a client, and those that listen have their say before and after. A realm without MCP
     * servers knows of none of them.
     */
    void around(ClientAuthenticationFlowContext context, Consumer<ClientAuthenticationFlowContext> keycloak) {
        if (!RealmPresence.hasMcpServers(context.getRealm())) {
            keycloak.accept(context);
            return;
        }
        List<ClientArrival> all = listeners.stream()
                .map(listener -> context.getSession().getProvider(ClientArrival.class, listener))
                .toList();
        all.forEach(listener -> listener.beforeLookUp(context));
        if (all.stream().noneMatch(listener -> listener.authenticates(context))) {
            keycloak.accept(context);
        }
        ClientModel client = context.getClient();
        if (client != null && context.getError() == AuthenticationFlowError.CLIENT_DISABLED) {
            all.stream()
                    .flatMap(listener -> listener.whenDisabled(context, client).stream())
                    .findFirst()
                    .ifPresent(answer -> context.failure(AuthenticationFlowError.CLIENT_DISABLED, answer));
        }
    }
}
