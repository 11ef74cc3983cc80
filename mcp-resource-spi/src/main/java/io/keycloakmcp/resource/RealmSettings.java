/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.keycloak.models.RealmModel;

/**
 * What an administrator decided about all MCP servers of a realm. It is kept in realm attributes, of which one that is
 * absent has the default, and so is one that somebody wrote by hand and that breaks a rule.
 *
 * @param resourceParameter what becomes of requests that do not name a server and must
 * @param defaultTokenLifetime how long access tokens live where the server does not say, in seconds, 60 to 86400
 */
public record RealmSettings(ResourceParameter resourceParameter, int defaultTokenLifetime) {

    static final int MIN_TOKEN_LIFETIME = 60;
    static final int MAX_TOKEN_LIFETIME = 86400;

    private static final RealmSettings INITIAL = new RealmSettings(ResourceParameter.ENFORCE, 3600);

    private static final String RESOURCE_PARAMETER = "resource_parameter";
    private static final String DEFAULT_TOKEN_LIFETIME = "default_token_lifetime";
    private static final String ATTRIBUTE_PREFIX = "mcp.";

    /**
     * The settings of a realm.
     *
     * @param realm the realm
     * @return the settings, defaults included
     */
    public static RealmSettings of(RealmModel realm) {
        return new RealmSettings(
                Optional.ofNullable(realm.getAttribute(ATTRIBUTE_PREFIX + RESOURCE_PARAMETER))
                        .flatMap(ResourceParameter::of)
                        .orElse(INITIAL.resourceParameter),
                defaultTokenLifetime(realm));
    }

    private static int defaultTokenLifetime(RealmModel realm) {
        try {
            int seconds =
                    Integer.parseInt(Optional.ofNullable(realm.getAttribute(ATTRIBUTE_PREFIX + DEFAULT_TOKEN_LIFETIME))
                            .orElse(""));
            return seconds < MIN_TOKEN_LIFETIME || seconds > MAX_TOKEN_LIFETIME
                    ? INITIAL.defaultTokenLifetime
                    : seconds;
        } catch (NumberFormatException absent) {
            return INITIAL.defaultTokenLifetime;
        }
    }

    /**
     * Reads settings; a member that is missing, or {@code null}, has its default, and unknown members are ignored.
     *
     * @param json a JSON object, as text
     * @return the settings
     * @throws InvalidFields if anything is wrong; it names all fields at once
     */
    public static RealmSettings read(String json) throws InvalidFields {
        JsonFields fields = JsonFields.of(json);
        RealmSettings settings = new RealmSettings(
                fields.constant(
                        RESOURCE_PARAMETER,
                        INITIAL.resourceParameter,
                        ResourceParameter.values(),
                        ResourceParameter::of),
                fields.number(
                        DEFAULT_TOKEN_LIFETIME,
                        INITIAL.defaultTokenLifetime,
                        MIN_TOKEN_LIFETIME,
                        MAX_TOKEN_LIFETIME,
                        "seconds"));
        fields.complete();
        return settings;
    }

    /**
     * Writes all settings, defaults included.
     *
     * @return a new JSON object
     */
    public ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put(RESOURCE_PARAMETER, resourceParameter.wire())
                .put(DEFAULT_TOKEN_LIFETIME, defaultTokenLifetime);
    }

    /**
     * Saves the settings; the attributes of what has its default are removed.
     *
     * @param realm the realm
     */
    public void save(RealmModel realm) {
        set(realm, RESOURCE_PARAMETER, resourceParameter.wire(), resourceParameter != INITIAL.resourceParameter);
        set(
                realm,
                DEFAULT_TOKEN_LIFETIME,
                Integer.toString(defaultTokenLifetime),
                defaultTokenLifetime != INITIAL.defaultTokenLifetime);
    }

    private static void set(RealmModel realm, String name, String value, boolean write) {
        if (write) {
            realm.setAttribute(ATTRIBUTE_PREFIX + name, value);
        } else {
            realm.removeAttribute(ATTRIBUTE_PREFIX + name);
        }
    }
}
