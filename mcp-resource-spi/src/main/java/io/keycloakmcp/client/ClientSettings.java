/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.JsonFields;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;
import org.keycloak.util.JsonSerialization;

/**
 * What an administrator decided about all MCP clients of a realm. It is kept in one realm attribute, as JSON; a realm
 * that has none has the defaults. What somebody wrote there by hand and breaks a rule lets nobody in.
 *
 * @param registration about clients that register themselves
 * @param clientIdMetadata about clients whose id is the URL of their metadata
 * @param knownClients what the realm adds to the catalogue
 * @param blockedProducts names of products of the catalogue that are not let in
 * @param lifeCycle how long clients stay
 * @param refreshTokens what becomes of their refresh tokens
 */
public record ClientSettings(
        RegistrationSettings registration,
        ClientIdMetadataSettings clientIdMetadata,
        List<Product> knownClients,
        List<String> blockedProducts,
        LifeCycleSettings lifeCycle,
        RefreshTokenSettings refreshTokens) {

    private static final Logger LOG = Logger.getLogger(ClientSettings.class);

    /** What was read, under the text that it was read from: so nothing has to be thrown out when something changes. */
    private static final Cache<String, ClientSettings> KEPT =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private static final String ATTRIBUTE = "mcp.client_settings";
    private static final String KNOWN_CLIENTS = "known_clients";
    private static final String BLOCKED_PRODUCTS = "blocked_products";

    private static final ClientSettings INITIAL = new ClientSettings(
            RegistrationSettings.INITIAL,
            ClientIdMetadataSettings.INITIAL,
            List.of(),
            List.of(),
            LifeCycleSettings.INITIAL,
            RefreshTokenSettings.INITIAL);

    private static final ClientSettings UNREADABLE = new ClientSettings(
            RegistrationSettings.INITIAL.off(),
            ClientIdMetadataSettings.INITIAL.off(),
            List.of(),
            List.of(),
            LifeCycleSettings.INITIAL,
            RefreshTokenSettings.INITIAL);

    /**
     * The settings of a realm. The same settings are the same object, so that asking costs little.
     *
     * @param realm the realm
     * @return the settings, defaults included
     */
    public static ClientSettings of(RealmModel realm) {
        return Optional.ofNullable(realm.getAttribute(ATTRIBUTE))
                .map(text -> KEPT.get(text, json -> readable(json, realm)))
                .orElse(INITIAL);
    }

    private static ClientSettings readable(String json, RealmModel realm) {
        try {
            return read(json);
        } catch (InvalidFields e) {
            LOG.warnf(
                    "Realm %s lets no MCP client in: its attribute %s is not in order: %s",
                    realm.getName(), ATTRIBUTE, e.errors());
            return UNREADABLE;
        }
    }

    /**
     * Reads settings; a member that is missing, or {@code null}, has its default, and unknown members are ignored.
     *
     * @param json a JSON object, as text
     * @return the settings
     * @throws InvalidFields if anything is wrong; it names all fields at once
     */
    public static ClientSettings read(String json) throws InvalidFields {
        JsonFields fields = JsonFields.of(json);
        ClientSettings settings = new ClientSettings(
                RegistrationSettings.read(fields.object("registration")),
                ClientIdMetadataSettings.read(fields.object("client_id_metadata")),
                fields.objects(KNOWN_CLIENTS).stream()
                        .map(ClientSettings::product)
                        .toList(),
                fields.list(BLOCKED_PRODUCTS),
                LifeCycleSettings.read(fields.object("life_cycle")),
                RefreshTokenSettings.read(fields.object("refresh_tokens")));
        fields.complete();
        return settings;
    }

    private static Product product(JsonFields fields) {
        Product product = new Product(
                fields.requiredText("product").orElse(""),
                fields.text("publisher").orElse(""),
                fields.list("client_ids"),
                fields.list("redirect_uris"),
                fields.text("needs").orElse(""),
                fields.text("verified_on").orElse(""));
        if (product.clientIds().isEmpty() && product.redirectUris().isEmpty()) {
            fields.error("client_ids", "or redirect_uris must name at least one URL");
        }
        return product;
    }

    /**
     * The same settings and one more known client.
     *
     * @param product the client
     * @return the settings
     */
    ClientSettings knowing(Product product) {
        return new ClientSettings(
                registration,
                clientIdMetadata,
                Stream.concat(knownClients.stream(), Stream.of(product)).toList(),
                blockedProducts,
                lifeCycle,
                refreshTokens);
    }

    /**
     * Writes all settings, defaults included.
     *
     * @return a new JSON object
     */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("registration", registration.json());
        json.set("client_id_metadata", clientIdMetadata.json());
        json.set(KNOWN_CLIENTS, JsonSerialization.mapper.valueToTree(knownClients));
        json.set(BLOCKED_PRODUCTS, JsonSerialization.mapper.valueToTree(blockedProducts));
        json.set("life_cycle", lifeCycle.json());
        json.set("refresh_tokens", refreshTokens.json());
        return json;
    }

    /**
     * Saves the settings; a realm that has the defaults has no attribute.
     *
     * @param realm the realm
     */
    public void save(RealmModel realm) {
        if (equals(INITIAL)) {
            realm.removeAttribute(ATTRIBUTE);
        } else {
            realm.setAttribute(ATTRIBUTE, json().toString());
        }
    }
}
