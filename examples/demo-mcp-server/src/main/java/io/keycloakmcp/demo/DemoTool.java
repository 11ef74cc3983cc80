/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A tool together with the scopes that a token needs to call it, so that a new tool cannot be added without deciding
 * who may use it.
 *
 * @param definition what clients see in {@code tools/list}
 * @param scopes what a token needs for this tool, besides the scope that every call needs
 * @param call the tool itself, from the arguments of a call to its result
 */
public record DemoTool(
        McpSchema.Tool definition, Set<String> scopes, Function<Map<String, Object>, McpSchema.CallToolResult> call) {

    /** Keeps the scopes as they were decided. */
    public DemoTool {
        scopes = Set.copyOf(scopes);
    }

    /**
     * The name that clients call the tool by.
     *
     * @return the tool's name
     */
    public String name() {
        return definition.name();
    }
}
