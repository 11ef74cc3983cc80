/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * An HTTP answer.
 *
 * @param response the response with its body as text
 */
public record Answer(HttpResponse<String> response) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * The status.
     *
     * @return the status code
     */
    public int status() {
        return response.statusCode();
    }

    /**
     * The body as it came.
     *
     * @return the text
     */
    public String body() {
        return response.body();
    }

    /**
     * The body as JSON.
     *
     * @return the JSON; a test fails if it is none
     */
    public JsonNode json() {
        try {
            return MAPPER.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON (status " + status() + "): " + response.body(), e);
        }
    }

    /**
     * A member of the JSON body as text.
     *
     * @param member the member's name
     * @return its text; empty if there is none
     */
    public String text(String member) {
        return json().path(member).asText();
    }

    /**
     * A header.
     *
     * @param name the header's name
     * @return its values, joined by commas; empty if there is none
     */
    public String header(String name) {
        List<String> values = response.headers().allValues(name);
        return String.join(", ", values);
    }
}
