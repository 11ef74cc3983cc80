/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.json.McpJsonDefaults;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopePolicyTest {

    private final ScopePolicy policy = new ScopePolicy(McpJsonDefaults.getMapper(), DemoTools.all());

    @Test
    void asksForTheScopeOfTheTool() {
        assertThat(needed("""
                        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"stock_price","arguments":{}}}""")).isEqualTo(Set.of("mcp:tools", "stocks:read"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"unknown\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"name\":\"stock_price\"}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "",
                "no json"
            })
    void asksForTheCommonScopeOtherwise(String body) {
        assertThat(needed(body)).isEqualTo(Set.of("mcp:tools"));
    }

    private Set<String> needed(String body) {
        return policy.needed(body.getBytes(StandardCharsets.UTF_8));
    }
}
