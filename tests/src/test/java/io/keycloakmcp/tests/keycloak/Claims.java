/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.tests.keycloak;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.Map;

/** The claims of tokens. */
public final class Claims {

    private Claims() {}

    /**
     * Reads a token without checking it.
     *
     * @param token a JWT
     * @return the claims as they stand in the token
     */
    public static Map<String, Object> of(String token) {
        try {
            return JWTParser.parse(token).getJWTClaimsSet().toJSONObject();
        } catch (ParseException e) {
            throw new AssertionError("Not a JWT: " + token, e);
        }
    }

    /**
     * The claims of the access token in a token response.
     *
     * @param answer the answer of the token endpoint
     * @return the claims
     */
    public static Map<String, Object> ofAccessToken(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError("No tokens: " + answer.body());
        }
        return of(answer.text("access_token"));
    }
}
