/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.google.auto.service.AutoService;
import io.keycloakmcp.client.Capacity;
import io.keycloakmcp.resource.AdminEndpoint;
import io.keycloakmcp.resource.AdminEndpointFactory;
import io.keycloakmcp.resource.TokenIssued;
import java.time.Duration;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.services.scheduled.ScheduledTaskRunner;
import org.keycloak.timer.TimerProvider;

/**
 * Mounts the MCP clients at {@code /admin/realms/{realm}/mcp/clients}, and follows what happens to them. The option
 * {@code --spi-mcp-admin-endpoint--clients--clean-up-interval} sets how often clients whose time is over are looked
 * for, in seconds; each hour unless it says otherwise.
 */
@AutoService(AdminEndpointFactory.class)
public final class ClientsAdminFactory implements AdminEndpointFactory {

    static final String ID = "clients";

    private static final long HOUR = Duration.ofHours(1).toSeconds();

    private Duration interval = Duration.ofSeconds(HOUR);

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public AdminEndpoint create(KeycloakSession session) {
        return (realm, permissions, events) -> new ClientsResource(session, realm, permissions, events);
    }

    @Override
    public void init(Config.Scope config) {
        interval = Duration.ofSeconds(Math.max(1, config.getLong("clean-up-interval", HOUR)));
    }

    /** How often clients whose time is over are looked for. */
    Duration interval() {
        return interval;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(this::onEvent);
    }

    private void onEvent(ProviderEvent event) {
        if (event instanceof TokenIssued issued) {
            LastUse.on(issued);
        } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
            Capacity.free(removed.getClient());
        } else if (event instanceof PostMigrationEvent started) {
            schedule(started.getFactory());
        }
    }

    private void schedule(KeycloakSessionFactory factory) {
        KeycloakModelUtils.runJobInTransaction(
                factory,
                session -> session.getProvider(TimerProvider.class)
                        .schedule(new ScheduledTaskRunner(factory, new CleanUpTask(interval)), interval.toMillis()));
    }
}
