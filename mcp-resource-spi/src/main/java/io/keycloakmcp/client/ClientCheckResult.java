/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Whether a client would be let in.
 *
 * @param decision the decision, and which rule made it
 * @param registered its metadata as they would be registered (RFC 7591 §2); empty if it would not be
 * @param dropped what of its metadata would be left out, each with the member first
 */
public record ClientCheckResult(Decision decision, Optional<ObjectNode> registered, List<String> dropped) {

    /**
     * The answer of a check that ended early.
     *
     * @param decision the decision
     * @return the answer
     */
    public static ClientCheckResult of(Decision decision) {
        return new ClientCheckResult(decision, Optional.empty(), List.of());
    }

    /**
     * Writes the answer.
     *
     * @return a new JSON object
     */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("outcome", decision.outcome().wire())
                .put("rule", decision.rule())
                .put("message", decision.message())
                .put("product", decision.product().map(Product::name).orElse(null));
        json.set("registered", registered.orElse(null));
        var left = json.putArray("dropped");
        dropped.forEach(left::add);
        return json;
    }
}
