/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.resource;

import java.util.List;
import java.util.Optional;

/**
 * Everything an administrator decides about an MCP server. {@link McpServerJson#read} makes it, so every instance keeps
 * the rules of the fields.
 *
 * @param name what people call it, 1 to 255 characters
 * @param resource its identifier, unique in the realm
 * @param description a sentence about it
 * @param endpointUrl where it accepts connections, at or below the resource
 * @param transport how clients talk to it
 * @param authMode whether it is protected
 * @param status where it is in its life
 * @param scopes the scopes it understands, each once
 * @param tokenLifetime how long its access tokens live, in seconds, 60 to 86400
 * @param allowedClientIds the clients that may get its tokens; empty means every client of the realm
 * @param requirePkce whether authorization requests need PKCE with S256 (RFC 7636)
 * @param requireResourceParam whether requests must name it with {@code resource} (RFC 8707)
 * @param requireDpop whether its tokens must be bound to a key (RFC 9449)
 * @param requiredRoles realm roles, or {@code client/role}; a user needs one of them, unless the list is empty
 */
public record McpServerSettings(
        String name,
        ResourceUri resource,
        Optional<String> description,
        Optional<ResourceUri> endpointUrl,
        Transport transport,
        AuthMode authMode,
        ServerStatus status,
        List<String> scopes,
        int tokenLifetime,
        List<String> allowedClientIds,
        boolean requirePkce,
        boolean requireResourceParam,
        boolean requireDpop,
        List<String> requiredRoles) {}
