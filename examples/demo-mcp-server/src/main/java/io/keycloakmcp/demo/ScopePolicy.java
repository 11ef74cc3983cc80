/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which scopes a request needs: one for everything, and those of the tool that it calls.
 *
 * <p>The tool's name is in the JSON-RPC message, so the message is read here, before the SDK reads it. Both use the
 * SDK's own reader on the same text; a message that this reader cannot read is none for the SDK either, and cannot
 * reach a tool.
 */
public final class ScopePolicy {

    private final McpJsonMapper json;
    private final Map<String, Set<String>> scopesByTool;

    /**
     * A policy for some tools.
     *
     * @param json the reader that the SDK's transport uses
     * @param tools the tools with what each needs
     */
    public ScopePolicy(McpJsonMapper json, Collection<DemoTool> tools) {
        this.json = json;
        this.scopesByTool = tools.stream().collect(Collectors.toUnmodifiableMap(DemoTool::name, DemoTool::scopes));
    }

    /**
     * The scopes that a token needs for a request, all of them.
     *
     * @param body the body of the request, empty if it has none
     * @return at least the scope that every call needs
     */
    public Set<String> needed(byte[] body) {
        Set<String> needed = new LinkedHashSet<>(Set.of(DemoTools.ANY_CALL));
        String tool = calledTool(body);
        if (tool != null) {
            needed.addAll(scopesByTool.getOrDefault(tool, Set.of()));
        }
        return needed;
    }

    private String calledTool(byte[] body) {
        try {
            McpSchema.JSONRPCMessage message =
                    McpSchema.deserializeJsonRpcMessage(json, new String(body, StandardCharsets.UTF_8));
            if (message instanceof McpSchema.JSONRPCRequest request
                    && McpSchema.METHOD_TOOLS_CALL.equals(request.method())
                    && request.params() != null) {
                return json.convertValue(request.params(), McpSchema.CallToolRequest.class)
                        .name();
            }
        } catch (IOException | RuntimeException unreadable) {
            // The SDK answers it with an error of its own.
        }
        return null;
    }
}
