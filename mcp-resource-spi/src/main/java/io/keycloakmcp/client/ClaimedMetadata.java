/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.keycloakmcp.resource.McpScopes;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.keycloak.OAuth2Constants;

/**
 * What a client claims about itself (RFC 7591 §2), sent or published as a JSON object, read leniently: a member of
 * another type than it should have counts as missing, and grants that an MCP client has no use for are left out, as §2
 * and §3.2.1 allow.
 */
public final class ClaimedMetadata {

    /** What Keycloak's columns for names and URLs hold. */
    public static final int MAX_TEXT = 255;

    private static final String GRANT_TYPES = "grant_types";
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\p{Zl}\\p{Zp}]");
    private static final Set<String> OFFERED_GRANTS = Set.of(
            OAuth2Constants.AUTHORIZATION_CODE, OAuth2Constants.REFRESH_TOKEN, OAuth2Constants.DEVICE_CODE_GRANT_TYPE);

    private final JsonNode json;

    /**
     * Begins to read.
     *
     * @param json a JSON object
     */
    public ClaimedMetadata(JsonNode json) {
        this.json = json;
    }

    /**
     * A text.
     *
     * @param member the member
     * @return the text, of any length; one that is blank counts as missing
     */
    public Optional<String> text(String member) {
        return Optional.ofNullable(json.get(member))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isBlank());
    }

    /**
     * A text that can be kept and shown.
     *
     * @param member the member
     * @return the text; one that is too long, or has characters that nobody sees, counts as missing
     */
    public Optional<String> line(String member) {
        return text(member).filter(ClaimedMetadata::isLine);
    }

    /**
     * Tells whether a text can be kept and shown.
     *
     * @param text the text
     * @return true if it is neither longer than {@link #MAX_TEXT} nor has characters that nobody sees
     */
    public static boolean isLine(String text) {
        return text.length() <= MAX_TEXT && !INVISIBLE.matcher(text).find();
    }

    /**
     * What the client calls itself. The name stands on the consent page, so it must not carry characters that change
     * what the page seems to say.
     *
     * @return the name; empty if it has none
     * @throws InvalidMetadata if the name cannot be shown
     */
    public Optional<String> name() throws InvalidMetadata {
        Optional<String> name = text("client_name").map(String::strip);
        if (name.filter(text -> !isLine(text) || text.contains("${")).isPresent()) {
            throw new InvalidMetadata("client_name must have at most " + MAX_TEXT
                    + " characters, none of them invisible, and no placeholder");
        }
        return name;
    }

    /**
     * An array of texts.
     *
     * @param member the member
     * @return the texts, each once
     * @throws InvalidMetadata if it is anything else
     */
    public List<String> strings(String member) throws InvalidMetadata {
        JsonNode node = json.get(member);
        if (node == null || node.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node) {
            texts.add(element.asText());
        }
        if (!node.isArray() || !texts.stream().allMatch(text -> !text.isBlank())) {
            throw new InvalidMetadata(member + " must be an array of strings");
        }
        return List.copyOf(new LinkedHashSet<>(texts));
    }

    /**
     * The redirect URIs, unchecked.
     *
     * @return the redirect URIs, as they are written
     * @throws InvalidMetadata if they are no array of texts
     */
    public List<String> redirectUris() throws InvalidMetadata {
        return strings("redirect_uris");
    }

    /**
     * The grants that the client is registered for; without a list, the code grant alone (RFC 7591 §2).
     *
     * @return those that an MCP client may have
     * @throws InvalidMetadata if the code grant is not among them
     */
    public List<String> grantTypes() throws InvalidMetadata {
        List<String> asked = strings(GRANT_TYPES);
        List<String> offered = asked.stream().filter(OFFERED_GRANTS::contains).toList();
        if (asked.isEmpty()) {
            return List.of(OAuth2Constants.AUTHORIZATION_CODE);
        }
        if (!offered.contains(OAuth2Constants.AUTHORIZATION_CODE)) {
            throw new InvalidMetadata("grant_types must contain authorization_code");
        }
        return offered;
    }

    /**
     * The grants that the client asks for and does not get.
     *
     * @return those that an MCP client has no use for, as they are written
     * @throws InvalidMetadata if they are no array of texts
     */
    public List<String> refusedGrantTypes() throws InvalidMetadata {
        return strings(GRANT_TYPES).stream()
                .filter(grant -> !OFFERED_GRANTS.contains(grant))
                .toList();
    }

    /**
     * The scopes that the client names.
     *
     * @return the names; empty if it names none
     */
    public Optional<Set<String>> scopes() {
        return text("scope").map(McpScopes::names);
    }

    /**
     * A link that people may follow from the consent page.
     *
     * @param member the member
     * @return an {@code https} URL; anything else counts as missing
     */
    public Optional<String> webPage(String member) {
        return line(member).filter(text -> {
            try {
                URI uri = URI.create(text);
                return "https".equals(uri.getScheme()) && uri.getHost() != null && uri.getRawUserInfo() == null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        });
    }
}
