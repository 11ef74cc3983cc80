/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.auto.service.AutoService;
import io.keycloakmcp.client.ClientKeys;
import io.keycloakmcp.client.PublishedKeys;
import io.keycloakmcp.client.PublishedKeysFactory;
import java.time.Duration;
import org.keycloak.models.KeycloakSession;

/** Fetches keys as those of URL clients are fetched, and keeps them on this node for five minutes. */
@AutoService(PublishedKeysFactory.class)
public final class FetchedKeysFactory implements PublishedKeysFactory {

    private static final int MAX_KEY_SETS = 1_000;

    private final Cache<String, ClientKeys> kept = Caffeine.newBuilder()
            .maximumSize(MAX_KEY_SETS)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();

    @Override
    public String getId() {
        return "guarded";
    }

    @Override
    public PublishedKeys create(KeycloakSession session) {
        return new FetchedKeys(session.getProvider(UrlClients.class), kept);
    }
}
