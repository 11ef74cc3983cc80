/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.util.JsonSerialization;

/**
 * How an MCP server is written on its client: one attribute a field, so that every tool which can edit a client can
 * edit an MCP server. An attribute that is absent has the field's default.
 */
final class ServerAttributes {

    /** The name that Keycloak's own {@code resource-indicators} feature reads. */
    static final String RESOURCE_URL = "resource_url";

    static final String STATUS = "mcp.status";
    static final String SCOPES = "mcp.scopes";
    /**
     * Present only where requests need not name the server, so that those servers are found without comparing values.
     */
    static final String RESOURCE_PARAM_OPTIONAL = "mcp.resource_param_optional";

    /** What Keycloak itself separates the values of an attribute with. */
    static final String SEPARATOR = "##";

    private static final Logger LOG = Logger.getLogger(ServerAttributes.class);

    private static final String CREATED_AT = "mcp.created_at";
    private static final String ENDPOINT_URL = "mcp.endpoint_url";
    private static final String TRANSPORT = "mcp.transport";
    private static final String AUTH_MODE = "mcp.auth_mode";
    private static final String TOKEN_LIFETIME = "mcp.token_lifetime";
    private static final String ALLOWED_CLIENT_IDS = "mcp.allowed_client_ids";
    private static final String ALLOWED_PRODUCTS = "mcp.allowed_products";
    private static final String REQUIRE_PKCE = "mcp.require_pkce";
    private static final String REQUIRE_DPOP = "mcp.require_dpop";
    private static final String REQUIRED_ROLES = "mcp.required_roles";
    private static final String REQUIRED_GROUPS = "mcp.required_groups";
    private static final String ORGANIZATION = "mcp.organization";
    private static final String CONTACT = "mcp.contact";
    /** A JSON array with those scopes alone that have more than a name. */
    private static final String SCOPE_DETAILS = "mcp.scope_details";

    /** About 2 kB each. */
    private static final int KEPT = 5_000;

    /**
     * Reading costs more than finding the client, so it is done once for each state of a client, and for no request
     * twice.
     */
    private static final Cache<String, Known> READ =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    /** All of a client that says something about its MCP server. */
    private record Written(
            String id,
            String clientId,
            boolean enabled,
            String name,
            String description,
            int notBefore,
            RealmSettings defaults,
            Map<String, String> attributes) {

        /** The same, independent of the client. */
        Written kept() {
            return new Written(id, clientId, enabled, name, description, notBefore, defaults, present(attributes));
        }
    }

    /** What was read of the last state of a client. */
    private record Known(Written written, Optional<McpServer> server) {}

    /** Some databases give an empty text back as none. */
    private static Map<String, String> present(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .filter(attribute -> attribute.getValue() != null)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private ServerAttributes() {}

    /**
     * Reads an MCP server from its client. A client whose attributes break a rule, or whose id and resource disagree,
     * is no MCP server: nothing is issued for it.
     */
    static Optional<McpServer> read(ClientModel client) {
        if (!client.getClientId().startsWith(ResourceUri.SERVER_ID_PREFIX)) {
            return Optional.empty();
        }
        Map<String, String> attributes = client.getAttributes();
        if (!attributes.containsKey(RESOURCE_URL)) {
            return Optional.empty();
        }
        Written written = written(client, attributes);
        Known known = READ.getIfPresent(written.id());
        if (known == null || !known.written().equals(written)) {
            known = new Known(written.kept(), parse(written));
            READ.put(written.id(), known);
        }
        return known.server();
    }

    /**
     * Reads the settings of an MCP server from a client, whatever the client's id is, and keeps nothing.
     *
     * @throws InvalidFields if the client breaks a rule, and so is no MCP server
     */
    static McpServerSettings settings(ClientModel client) throws InvalidFields {
        Written written = written(client, client.getAttributes());
        return McpServerJson.read(json(written), written.defaults());
    }

    /** Reads an MCP server as the database has it, past Keycloak's cache of clients. */
    static Optional<McpServer> read(ClientEntity client, RealmModel realm) {
        Map<String, String> attributes = new HashMap<>();
        client.getAttributes().forEach(attribute -> attributes.put(attribute.getName(), attribute.getValue()));
        return parse(new Written(
                client.getId(),
                client.getClientId(),
                client.isEnabled(),
                client.getName(),
                client.getDescription(),
                client.getNotBefore(),
                RealmSettings.of(realm),
                present(attributes)));
    }

    private static Written written(ClientModel client, Map<String, String> attributes) {
        return new Written(
                client.getId(),
                client.getClientId(),
                client.isEnabled(),
                client.getName(),
                client.getDescription(),
                client.getNotBefore(),
                RealmSettings.of(client.getRealm()),
                attributes);
    }

    private static Optional<McpServer> parse(Written client) {
        try {
            McpServerSettings settings = McpServerJson.read(json(client), client.defaults());
            McpServer server = new McpServer(client.id(), createdAt(client), grantsRevokedAt(client), settings);
            if (server.serverId().equals(client.clientId())) {
                return Optional.of(server);
            }
            LOG.warnf(
                    "Client %s is not used as an MCP server: its id does not belong to its resource_url",
                    client.clientId());
        } catch (InvalidFields e) {
            LOG.warnf("Client %s is not used as an MCP server: %s", client.clientId(), e.errors());
        }
        return Optional.empty();
    }

    private static ObjectNode json(Written client) {
        Map<String, String> attributes = client.attributes();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", client.name() == null ? client.clientId() : client.name());
        json.put("description", client.description());
        json.put("resource_uri", attributes.get(RESOURCE_URL));
        json.put("endpoint_url", attributes.get(ENDPOINT_URL));
        json.put("transport", attributes.get(TRANSPORT));
        json.put("auth_mode", attributes.get(AUTH_MODE));
        // Who disables the client, with whatever tool, takes the server out of use.
        json.put("status", client.enabled() ? attributes.get(STATUS) : ServerStatus.SUSPENDED.wire());
        json.put("contact", attributes.get(CONTACT));
        json.put(McpServerJson.SCOPES_SUPPORTED, attributes.get(SCOPES));
        json.set(McpServerJson.SCOPES, scopes(attributes));
        json.set("token_lifetime", number(attributes.get(TOKEN_LIFETIME)));
        json.set(McpServerJson.ALLOWED_CLIENT_IDS, list(attributes.get(ALLOWED_CLIENT_IDS)));
        json.set(McpServerJson.ALLOWED_PRODUCTS, list(attributes.get(ALLOWED_PRODUCTS)));
        json.set(McpServerJson.REQUIRED_ROLES, list(attributes.get(REQUIRED_ROLES)));
        json.set(McpServerJson.REQUIRED_GROUPS, list(attributes.get(REQUIRED_GROUPS)));
        json.put(McpServerJson.ORGANIZATION, attributes.get(ORGANIZATION));
        json.set(McpServerJson.EXCHANGE_TARGETS, list(attributes.get(ExchangeTarget.ATTRIBUTE)));
        json.set("require_pkce", flag(attributes.get(REQUIRE_PKCE)));
        json.put("require_resource_param", !attributes.containsKey(RESOURCE_PARAM_OPTIONAL));
        json.set("require_dpop", flag(attributes.get(REQUIRE_DPOP)));
        return json;
    }

    /** The scopes that have details, and the names of the others. */
    private static JsonNode scopes(Map<String, String> attributes) {
        String details = attributes.get(SCOPE_DETAILS);
        if (details == null) {
            return null;
        }
        try {
            JsonNode scopes = JsonSerialization.mapper.readTree(details);
            if (scopes instanceof ArrayNode array) {
                Set<String> described = StreamSupport.stream(scopes.spliterator(), false)
                        .map(scope -> scope.path("name").asText())
                        .collect(Collectors.toSet());
                McpScopes.names(attributes.get(SCOPES)).stream()
                        .filter(name -> !described.contains(name))
                        .forEach(array::add);
                return array;
            }
        } catch (JsonProcessingException e) {
            LOG.debugf("%s is not JSON", SCOPE_DETAILS);
        }
        // The reader says what it should be.
        return JsonNodeFactory.instance.textNode(details);
    }

    private static Optional<String> details(List<ServerScope> scopes) {
        List<ServerScope> described =
                scopes.stream().filter(scope -> !scope.isPlain()).toList();
        return described.isEmpty()
                ? Optional.empty()
                : Optional.of(McpServerJson.scopes(described).toString());
    }

    /** Where on its client a field is written, for people. */
    static String whereIs(String field) {
        return switch (field) {
            case "name", "description" -> "the " + field;
            case "resource_uri" -> "the attribute " + RESOURCE_URL;
            case McpServerJson.SCOPES_SUPPORTED -> "the attribute " + SCOPES;
            case McpServerJson.SCOPES -> "the attribute " + SCOPE_DETAILS;
            case "require_resource_param" -> "the attribute " + RESOURCE_PARAM_OPTIONAL;
            default -> "the attribute mcp." + field;
        };
    }

    private static OffsetDateTime createdAt(Written client) {
        try {
            return OffsetDateTime.parse(client.attributes().getOrDefault(CREATED_AT, ""));
        } catch (DateTimeParseException e) {
            LOG.debugf("Client %s says not when it was registered", client.clientId());
            return OffsetDateTime.parse("1970-01-01T00:00:00Z");
        }
    }

    /** The console's own "not before" of the server's client counts too; it is in seconds. */
    private static Instant grantsRevokedAt(Written client) {
        Instant revoked = GrantRevocation.moment(client.attributes().get(GrantRevocation.ATTRIBUTE));
        Instant notBefore = Instant.ofEpochSecond(client.notBefore());
        return revoked.isAfter(notBefore) ? revoked : notBefore;
    }

    private static JsonNode number(String text) {
        try {
            return text == null ? null : JsonNodeFactory.instance.numberNode(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }

    /** Anything but true and false stays a text, which the reader refuses. */
    private static JsonNode flag(String text) {
        if (text == null) {
            return null;
        }
        return text.equals("true") || text.equals("false")
                ? JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(text))
                : JsonNodeFactory.instance.textNode(text);
    }

    private static JsonNode list(String text) {
        if (text == null) {
            return null;
        }
        var array = JsonNodeFactory.instance.arrayNode();
        // Without the limit, separators alone would be an empty list: every client allowed.
        Arrays.stream(text.split(SEPARATOR, -1)).forEach(array::add);
        return array;
    }

    /** Writes what an administrator decided; everything that has its default is left out. */
    static void write(McpServerSettings settings, ClientModel client) {
        client.setClientId(settings.resource().serverId());
        client.setEnabled(true);
        client.setName(settings.name());
        client.setDescription(settings.description().orElse(null));
        // Consent for the server is consent to its client.
        client.setDisplayOnConsentScreen(true);
        client.setAttribute(RESOURCE_URL, settings.resource().registered());
        set(client, ENDPOINT_URL, settings.endpointUrl().map(ResourceUri::registered));
        set(client, TRANSPORT, wire(settings.transport(), Transport.HTTP_STREAMABLE));
        set(client, AUTH_MODE, wire(settings.authMode(), AuthMode.OAUTH));
        set(client, STATUS, wire(settings.status(), ServerStatus.ACTIVE));
        set(client, CONTACT, settings.contact());
        set(client, SCOPES, joined(settings.scopeNames(), " "));
        set(client, SCOPE_DETAILS, details(settings.scopes()));
        client.setAttribute(TOKEN_LIFETIME, Integer.toString(settings.tokenLifetime()));
        set(client, ALLOWED_CLIENT_IDS, joined(settings.access().allowedClientIds(), SEPARATOR));
        set(client, ALLOWED_PRODUCTS, joined(settings.access().allowedProducts(), SEPARATOR));
        set(client, REQUIRED_ROLES, joined(settings.access().requiredRoles(), SEPARATOR));
        set(client, REQUIRED_GROUPS, joined(settings.access().requiredGroups(), SEPARATOR));
        set(client, ORGANIZATION, settings.access().organization());
        set(client, ExchangeTarget.ATTRIBUTE, joined(settings.exchangeTargets(), SEPARATOR));
        set(client, REQUIRE_PKCE, settings.requirePkce() ? Optional.empty() : Optional.of("false"));
        set(client, RESOURCE_PARAM_OPTIONAL, settings.requireResourceParam() ? Optional.empty() : Optional.of("true"));
        set(client, REQUIRE_DPOP, settings.requireDpop() ? Optional.of("true") : Optional.empty());
    }

    static void writeCreatedAt(OffsetDateTime createdAt, ClientModel client) {
        client.setAttribute(CREATED_AT, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(createdAt));
    }

    private static Optional<String> wire(WireValue value, WireValue initial) {
        return value == initial ? Optional.empty() : Optional.of(value.wire());
    }

    private static Optional<String> joined(List<String> texts, String separator) {
        return texts.isEmpty() ? Optional.empty() : Optional.of(String.join(separator, texts));
    }

    private static void set(ClientModel client, String name, Optional<String> value) {
        value.ifPresentOrElse(text -> client.setAttribute(name, text), () -> client.removeAttribute(name));
    }
}
