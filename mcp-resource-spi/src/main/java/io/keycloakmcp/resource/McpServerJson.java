/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.util.JsonSerialization;

/**
 * An MCP server as JSON: the one place that knows the names, defaults and rules of its fields. The admin REST API, and
 * the registry when it reads a client's attributes, go through here alike.
 */
public final class McpServerJson {

    /** The lifetime of access tokens where nothing else is said, in seconds. */
    public static final int DEFAULT_TOKEN_LIFETIME = 3600;

    private static final int MIN_TOKEN_LIFETIME = 60;
    private static final int MAX_TOKEN_LIFETIME = 86400;
    /** What Keycloak's columns for the name and the description of a client hold. */
    private static final int MAX_TEXT = 255;

    private static final int MAX_SCOPES = 200;
    private static final int MAX_SCOPE = 200;
    private static final int MAX_LIST = 1000;
    /** RFC 6749 §3.3, without the comma, which separates scopes where they come as one string. */
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x2B\\x2D-\\x5B\\x5D-\\x7E]+");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final JsonNode json;
    private final List<FieldError> errors = new ArrayList<>();

    private McpServerJson(JsonNode json) {
        this.json = json;
    }

    /**
     * Reads the settings of an MCP server. Unknown members and those that only the server sets ({@code id},
     * {@code server_id}, {@code created_at}, {@code discovery}) are ignored; a missing member, or one that is
     * {@code null}, has its default.
     *
     * @param json a JSON object, as text
     * @return the settings
     * @throws InvalidMcpServer if anything is wrong; it names all fields at once
     */
    public static McpServerSettings read(String json) throws InvalidMcpServer {
        try {
            return read(JsonSerialization.mapper.readTree(json));
        } catch (JsonProcessingException e) {
            throw new InvalidMcpServer(List.of(new FieldError("", "the body must be JSON")));
        }
    }

    static McpServerSettings read(JsonNode json) throws InvalidMcpServer {
        return new McpServerJson(json).settings();
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

    static ObjectNode write(McpServerSettings settings) {
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
        json.set("scopes_supported", array(settings.scopes()));
        json.put("token_lifetime", settings.tokenLifetime());
        json.set("allowed_client_ids", array(settings.allowedClientIds()));
        json.put("require_pkce", settings.requirePkce());
        json.put("require_resource_param", settings.requireResourceParam());
        json.put("require_dpop", settings.requireDpop());
        json.set("required_roles", array(settings.requiredRoles()));
        return json;
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private McpServerSettings settings() throws InvalidMcpServer {
        if (!json.isObject()) {
            throw new InvalidMcpServer(List.of(new FieldError("", "the body must be a JSON object")));
        }
        Optional<String> name = required("name");
        Optional<ResourceUri> resource = required("resource_uri").flatMap(text -> uri("resource_uri", text));
        Optional<String> description = text("description");
        Optional<ResourceUri> endpoint = string("endpoint_url").flatMap(text -> uri("endpoint_url", text));
        if (resource.isPresent() && endpoint.isPresent() && !resource.get().covers(endpoint.get())) {
            error("endpoint_url", "must be at or below resource_uri: MCP clients accept no other address");
        }
        Transport transport = constant("transport", Transport.HTTP_STREAMABLE, Transport.values(), Transport::of);
        AuthMode authMode = constant("auth_mode", AuthMode.OAUTH, AuthMode.values(), AuthMode::of);
        ServerStatus status = constant("status", ServerStatus.ACTIVE, ServerStatus.values(), ServerStatus::of);
        List<String> scopes = scopes();
        int tokenLifetime = tokenLifetime();
        List<String> allowedClientIds = list("allowed_client_ids");
        boolean requirePkce = flag("require_pkce", true);
        boolean requireResourceParam = flag("require_resource_param", true);
        boolean requireDpop = flag("require_dpop", false);
        List<String> requiredRoles = list("required_roles");
        if (!errors.isEmpty()) {
            throw new InvalidMcpServer(errors);
        }
        return new McpServerSettings(
                name.orElseThrow(),
                resource.orElseThrow(),
                description,
                endpoint,
                transport,
                authMode,
                status,
                scopes,
                tokenLifetime,
                allowedClientIds,
                requirePkce,
                requireResourceParam,
                requireDpop,
                requiredRoles);
    }

    private void error(String field, String message) {
        errors.add(new FieldError(field, message));
    }

    private Optional<JsonNode> member(String field) {
        return Optional.ofNullable(json.get(field)).filter(node -> !node.isNull());
    }

    private Optional<String> string(String field) {
        Optional<JsonNode> member = member(field);
        if (member.isPresent() && !member.get().isTextual()) {
            error(field, "must be a string");
            return Optional.empty();
        }
        return member.map(JsonNode::textValue).map(String::strip);
    }

    private Optional<String> text(String field) {
        return string(field).filter(text -> !text.isEmpty()).filter(text -> {
            if (text.length() > MAX_TEXT) {
                error(field, "must not be longer than " + MAX_TEXT + " characters");
            } else if (CONTROL.matcher(text).find()) {
                error(field, "must not contain control characters, such as line breaks");
            }
            return true;
        });
    }

    private Optional<String> required(String field) {
        int before = errors.size();
        Optional<String> value = field.equals("name") ? text(field) : string(field);
        if (errors.size() == before && value.filter(text -> !text.isEmpty()).isEmpty()) {
            error(field, "is required");
            return Optional.empty();
        }
        return value;
    }

    private Optional<ResourceUri> uri(String field, String text) {
        try {
            return Optional.of(ResourceUri.parse(text));
        } catch (InvalidResourceUri e) {
            error(field, e.getMessage());
            return Optional.empty();
        }
    }

    private <T extends WireValue> T constant(String field, T initial, T[] all, Function<String, Optional<T>> reader) {
        Optional<String> text = string(field);
        Optional<T> value = text.flatMap(reader);
        if (text.isPresent() && value.isEmpty()) {
            error(field, "must be one of " + Stream.of(all).map(WireValue::wire).collect(Collectors.joining(", ")));
        }
        return value.orElse(initial);
    }

    private boolean flag(String field, boolean initial) {
        Optional<JsonNode> member = member(field);
        if (member.isPresent() && !member.get().isBoolean()) {
            error(field, "must be true or false");
        }
        return member.map(JsonNode::booleanValue).orElse(initial);
    }

    private int tokenLifetime() {
        Optional<JsonNode> member = member("token_lifetime");
        if (member.isEmpty()) {
            return DEFAULT_TOKEN_LIFETIME;
        }
        JsonNode node = member.get();
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.intValue() < MIN_TOKEN_LIFETIME
                || node.intValue() > MAX_TOKEN_LIFETIME) {
            error(
                    "token_lifetime",
                    "must be a whole number of seconds between " + MIN_TOKEN_LIFETIME + " and " + MAX_TOKEN_LIFETIME);
        }
        return node.intValue();
    }

    private List<String> scopes() {
        String field = "scopes_supported";
        List<String> names = member(field).filter(JsonNode::isTextual).isPresent()
                ? Arrays.stream(json.get(field).textValue().split("[\\s,]+"))
                        .filter(name -> !name.isEmpty())
                        .toList()
                : list(field);
        if (names.size() > MAX_SCOPES) {
            error(field, "must not have more than " + MAX_SCOPES + " scopes");
        }
        for (String name : names) {
            if (name.length() > MAX_SCOPE || !SCOPE.matcher(name).matches()) {
                error(
                        field,
                        "has a scope that is no OAuth scope name: use up to " + MAX_SCOPE
                                + " ASCII letters, digits and punctuation, without space, comma, quote and backslash");
                break;
            }
        }
        return List.copyOf(new LinkedHashSet<>(names));
    }

    private List<String> list(String field) {
        Optional<JsonNode> member = member(field);
        if (member.isEmpty()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (member.get().isArray()) {
            member.get().forEach(node -> {
                if (node.isTextual() && !node.textValue().isBlank()) {
                    texts.add(node.textValue().strip());
                }
            });
        }
        if (!member.get().isArray() || texts.size() != member.get().size()) {
            error(field, "must be an array of strings");
        } else if (texts.stream().anyMatch(text -> text.contains(ServerAttributes.SEPARATOR))) {
            error(field, "must not have an entry with " + ServerAttributes.SEPARATOR + " in it");
        } else if (texts.size() > MAX_LIST) {
            error(field, "must not have more than " + MAX_LIST + " entries");
        }
        return List.copyOf(new LinkedHashSet<>(texts));
    }
}
