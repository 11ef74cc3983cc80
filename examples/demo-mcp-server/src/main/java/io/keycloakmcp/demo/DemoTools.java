/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.demo;

import io.modelcontextprotocol.spec.McpSchema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The three tools of the demo: the smallest one that shows a text going round, one with numbers and a structured
 * result, and one that needs a scope of its own.
 */
public final class DemoTools {

    /** The scope that a token needs for anything at this server. */
    public static final String ANY_CALL = "mcp:tools";

    /** The scope that a token needs, in addition, for stock prices. */
    public static final String STOCKS_READ = "stocks:read";

    // Invented companies: nobody should take these for quotations.
    private static final Map<String, BigDecimal> PRICES = new TreeMap<>(Map.of(
            "ACME", new BigDecimal("123.45"),
            "GLOBEX", new BigDecimal("67.89"),
            "INITECH", new BigDecimal("4.20")));

    private DemoTools() {}

    /**
     * All tools of the server.
     *
     * @return the tools in the order in which they are listed
     */
    public static List<DemoTool> all() {
        return List.of(echo(), sum(), stockPrice());
    }

    private static DemoTool echo() {
        return new DemoTool(
                McpSchema.Tool.builder("echo", object(Map.of("text", described("string", "What to send back")), "text"))
                        .title("Echo")
                        .description("Sends the text back.")
                        .build(),
                Set.of(),
                arguments -> McpSchema.CallToolResult.builder()
                        .addTextContent((String) arguments.get("text"))
                        .build());
    }

    private static DemoTool sum() {
        return new DemoTool(
                McpSchema.Tool.builder(
                                "sum",
                                object(
                                        Map.of(
                                                "a",
                                                described("number", "First number"),
                                                "b",
                                                described("number", "Second number")),
                                        "a",
                                        "b"))
                        .title("Sum")
                        .description("Adds two numbers.")
                        .outputSchema(object(Map.of("sum", described("number", "a + b")), "sum"))
                        .build(),
                Set.of(),
                arguments -> added(
                        ((Number) arguments.get("a")).doubleValue() + ((Number) arguments.get("b")).doubleValue()));
    }

    private static McpSchema.CallToolResult added(double sum) {
        if (!Double.isFinite(sum)) {
            return refused("The sum is too large; give smaller numbers.");
        }
        BigDecimal plain = BigDecimal.valueOf(sum).stripTrailingZeros();
        return McpSchema.CallToolResult.builder()
                .addTextContent(plain.toPlainString())
                .structuredContent(Map.of("sum", sum))
                .build();
    }

    private static DemoTool stockPrice() {
        return new DemoTool(
                McpSchema.Tool.builder(
                                "stock_price",
                                object(Map.of("symbol", described("string", "One of " + symbols())), "symbol"))
                        .title("Stock price")
                        .description("Tells the price of an invented company's stock. Needs the scope stocks:read.")
                        .outputSchema(object(
                                Map.of(
                                        "symbol", described("string", "The company"),
                                        "price", described("number", "Price of one share"),
                                        "currency", described("string", "ISO 4217 code")),
                                "symbol",
                                "price",
                                "currency"))
                        .build(),
                Set.of(STOCKS_READ),
                arguments -> quoted(((String) arguments.get("symbol")).strip().toUpperCase(Locale.ROOT)));
    }

    private static McpSchema.CallToolResult quoted(String symbol) {
        BigDecimal price = PRICES.get(symbol);
        if (price == null) {
            return refused("There is no stock with this symbol; ask for one of " + symbols() + ".");
        }
        return McpSchema.CallToolResult.builder()
                .addTextContent(symbol + ": " + price + " USD")
                .structuredContent(Map.of("symbol", symbol, "price", price, "currency", "USD"))
                .build();
    }

    private static McpSchema.CallToolResult refused(String reason) {
        return McpSchema.CallToolResult.builder()
                .addTextContent(reason)
                .isError(true)
                .build();
    }

    private static String symbols() {
        return String.join(", ", PRICES.keySet());
    }

    private static Map<String, Object> object(Map<String, Object> properties, String... required) {
        return Map.of(
                "type",
                "object",
                "properties",
                new TreeMap<>(properties),
                "required",
                List.of(required),
                "additionalProperties",
                false);
    }

    private static Map<String, Object> described(String type, String description) {
        return Map.of("type", type, "description", description);
    }
}
