/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An MCP server as JSON: the one place that knows the names, defaults and rules of its fields. The admin REST API, and
 * the registry when it reads a client's attributes, go through here alike.
 */
public final class McpServerJson {

    static final String SCOPES_SUPPORTED = "scopes_supported";
    static final String SCOPES = "scopes";
    static final String ALLOWED_CLIENT_IDS = "allowed_client_ids";
    static final String ALLOWED_PRODUCTS = "allowed_products";
    static final String REQUIRED_ROLES = "required_roles";
    static final String REQUIRED_GROUPS = "required_groups";
    static final String ORGANIZATION = "organization";
    static final String EXCHANGE_TARGETS = "exchange_targets";

    private static final int MAX_SCOPES = 200;
    private static final int MAX_SCOPE = 200;
    /** RFC 6749 §3.3, without the comma, which separates scopes where they come as one string. */
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x2B\\x2D-\\x5B\\x5D-\\x7E]+");

    private final JsonFields fields;
    private final RealmSettings defaults;
    private final Optional<McpServer> before;

    private McpServerJson(JsonFields fields, RealmSettings defaults, Optional<McpServer> before) {
        this.fields = fields;
        this.defaults = defaults;
        this.before = before;
    }

    /**
     * Reads the settings of an MCP server. Unknown members and those that only the server sets ({@code id},
     * {@code server_id}, {@code created_at}, {@code discovery}) are ignored; a missing member, or one that is
     * {@code null}, has its default.
     *
     * @param json a JSON object, as text
     * @param defaults the settings of the realm
     * @param before the server that the settings are to replace, if there is one
     * @return the settings
     * @throws InvalidFields if anything is wrong; it names all fields at once
     */
    public static McpServerSettings read(String json, RealmSettings defaults, Optional<McpServer> before)
            throws InvalidFields {
        return new McpServerJson(JsonFields.of(json), defaults, before).settings();
    }

    static McpServerSettings read(ObjectNode json, RealmSettings defaults) throws InvalidFields {
        return new McpServerJson(new JsonFields(json), defaults, Optional.empty()).settings();
    }

    /**
     * Writes an MCP server with every field, defaults included.
     *
     * @param server the server
     * @return a new JSON object
     */
    public static ObjectNode write(McpServer server) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", server.id());
        json.put("server_id", server.serverId());
        json.put("created_at", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(server.createdAt()));
        json.setAll(write(server.settings()));
        return json;
    }

    /**
     * Reads no more than which server somebody writes about, whatever is wrong with the rest.
     *
     * @param json what was sent
     * @return the id that belongs to its {@code resource_uri}, if that is one
     */
    public static Optional<String> serverId(String json) {
        try {
            JsonFields fields = JsonFields.of(json);
            return fields.string("resource_uri")
                    .flatMap(text -> fields.uri("resource_uri", text))
                    .map(ResourceUri::serverId);
        } catch (InvalidFields e) {
            return Optional.empty();
        }
    }

    /**
     * Writes the settings of an MCP server with every field, defaults included.
     *
     * @param settings the settings
     * @return a new JSON object
     */
    public static ObjectNode write(McpServerSettings settings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", settings.name());
        json.put("resource_uri", settings.resource().registered());
        json.put("description", settings.description().orElse(null));
        json.put(
                "endpoint_url",
                settings.endpointUrl().map(ResourceUri::registered).orElse(null));
        json.put("transport", settings.transport().wire());
        json.put("auth_mode", settings.authMode().wire());
        json.put("status", settings.status().wire());
        json.put("contact", settings.contact().orElse(null));
        json.set(SCOPES_SUPPORTED, array(settings.scopeNames()));
        json.set(SCOPES, scopes(settings.scopes()));
        json.put("token_lifetime", settings.tokenLifetime());
        json.set(ALLOWED_CLIENT_IDS, array(settings.access().allowedClientIds()));
        json.set(ALLOWED_PRODUCTS, array(settings.access().allowedProducts()));
        json.set(REQUIRED_ROLES, array(settings.access().requiredRoles()));
        json.set(REQUIRED_GROUPS, array(settings.access().requiredGroups()));
        json.put(ORGANIZATION, settings.access().organization().orElse(null));
        json.set(EXCHANGE_TARGETS, array(settings.exchangeTargets()));
        json.put("require_pkce", settings.requirePkce());
        json.put("require_resource_param", settings.requireResourceParam());
        json.put("require_dpop", settings.requireDpop());
        return json;
    }

    static ArrayNode scopes(List<ServerScope> scopes) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        scopes.forEach(scope -> {
            ObjectNode json = array.addObject();
            json.put("name", scope.name());
            json.put("description", scope.description().orElse(null));
            json.set(REQUIRED_ROLES, array(scope.requiredRoles()));
        });
        return array;
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private McpServerSettings settings() throws InvalidFields {
        Optional<String> name = fields.requiredText("name");
        Optional<ResourceUri> resource =
                fields.required("resource_uri").flatMap(text -> fields.uri("resource_uri", text));
        Optional<ResourceUri> endpoint =
                fields.string("endpoint_url").flatMap(text -> fields.uri("endpoint_url", text));
        if (resource.isPresent() && endpoint.isPresent() && !resource.get().covers(endpoint.get())) {
            fields.error("endpoint_url", "must be at or below resource_uri: MCP clients accept no other address");
        }
        Optional<String> description = fields.text("description");
        Transport transport =
                fields.constant("transport", Transport.HTTP_STREAMABLE, Transport.values(), Transport::of);
        AuthMode authMode = fields.constant("auth_mode", AuthMode.OAUTH, AuthMode.values(), AuthMode::of);
        ServerStatus status = fields.constant("status", ServerStatus.ACTIVE, ServerStatus.values(), ServerStatus::of);
        Optional<String> contact = fields.text("contact");
        List<ServerScope> scopes = scopes();
        int tokenLifetime = fields.number(
                "token_lifetime",
                defaults.defaultTokenLifetime(),
                RealmSettings.MIN_TOKEN_LIFETIME,
                RealmSettings.MAX_TOKEN_LIFETIME,
                "seconds");
        AccessPolicy access = new AccessPolicy(
                fields.list(ALLOWED_CLIENT_IDS),
                fields.list(ALLOWED_PRODUCTS),
                fields.list(REQUIRED_ROLES),
                fields.list(REQUIRED_GROUPS),
                fields.nonEmptyText(ORGANIZATION));
        List<String> exchangeTargets = fields.list(EXCHANGE_TARGETS);
        boolean requirePkce = fields.flag("require_pkce", true);
        boolean requireResourceParam = fields.flag("require_resource_param", true);
        boolean requireDpop = fields.flag("require_dpop", false);
        fields.complete();
        return new McpServerSettings(
                name.orElseThrow(),
                resource.orElseThrow(),
                description,
                endpoint,
                transport,
                authMode,
                status,
                contact,
                scopes,
                tokenLifetime,
                access,
                exchangeTargets,
                requirePkce,
                requireResourceParam,
                requireDpop);
    }

    /**
     * Scopes come as names, as objects, or as both. Who read a server and sends it back with other names, objects
     * untouched, means the names.
     */
    private List<ServerScope> scopes() {
        Map<String, ServerScope> described = describedScopes();
        List<String> names = scopeNames();
        boolean both = fields.member(SCOPES).isPresent()
                && fields.member(SCOPES_SUPPORTED).isPresent();
        if (both && !described.keySet().equals(new HashSet<>(names)) && !isUntouched(described.keySet())) {
            fields.error(
                    SCOPES,
                    "has other names than " + SCOPES_SUPPORTED + ": make them the same, or leave one of them out");
        }
        List<String> all = fields.member(SCOPES_SUPPORTED).isPresent() ? names : List.copyOf(described.keySet());
        if (all.size() > MAX_SCOPES) {
            fields.error(SCOPES_SUPPORTED, "must not have more than " + MAX_SCOPES + " scopes");
        }
        return all.stream()
                .map(name -> described.getOrDefault(name, ServerScope.plain(name)))
                .toList();
    }

    private boolean isUntouched(Set<String> described) {
        return before.map(server ->
                        described.equals(new HashSet<>(server.settings().scopeNames())))
                .orElse(false);
    }

    private List<String> scopeNames() {
        List<String> names = fields.member(SCOPES_SUPPORTED)
                        .filter(JsonNode::isTextual)
                        .isPresent()
                ? Arrays.stream(fields.string(SCOPES_SUPPORTED).orElse("").split("[\\s,]+"))
                        .filter(name -> !name.isEmpty())
                        .toList()
                : fields.list(SCOPES_SUPPORTED);
        if (!names.stream().allMatch(McpServerJson::isScopeName)) {
            fields.error(SCOPES_SUPPORTED, "has a scope that is no OAuth scope name: " + scopeNameRule());
        }
        return List.copyOf(new LinkedHashSet<>(names));
    }

    private static boolean isScopeName(String name) {
        return name.length() <= MAX_SCOPE && SCOPE.matcher(name).matches();
    }

    private static String scopeNameRule() {
        return "use up to " + MAX_SCOPE
                + " ASCII letters, digits and punctuation, without space, comma, quote and backslash";
    }

    private Map<String, ServerScope> describedScopes() {
        Map<String, ServerScope> scopes = new LinkedHashMap<>();
        int entry = 0;
        for (JsonNode node : fields.array(SCOPES)) {
            entry++;
            try {
                ServerScope scope = scope(node);
                if (scopes.put(scope.name(), scope) != null) {
                    fields.error(SCOPES, "has two entries with one name; the second is entry " + entry);
                }
            } catch (InvalidFields e) {
                for (FieldError error : e.errors()) {
                    fields.error(SCOPES, "entry " + entry + ": " + (error.field() + " " + error.message()).strip());
                }
            }
        }
        return scopes;
    }

    private static ServerScope scope(JsonNode node) throws InvalidFields {
        if (node.isTextual()) {
            return scope(JsonNodeFactory.instance.objectNode().set("name", node));
        }
        if (!node.isObject()) {
            throw new InvalidFields(List.of(new FieldError("", "must be a name or an object")));
        }
        JsonFields scope = new JsonFields(node);
        Optional<String> name = scope.required("name");
        if (name.isPresent() && !isScopeName(name.get())) {
            scope.error("name", "is no OAuth scope name: " + scopeNameRule());
        }
        Optional<String> description = scope.text("description");
        List<String> requiredRoles = scope.list(REQUIRED_ROLES);
        scope.complete();
        return new ServerScope(name.orElseThrow(), description, requiredRoles);
    }
}
