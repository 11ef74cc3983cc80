/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The answer to a registration (RFC 7591 §3.2.1): all that was registered, and no member without a value, because
 * clients refuse to read {@code null} and empty texts.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RegisteredClient(
        @JsonProperty("client_id") String clientId,
        @JsonProperty("client_id_issued_at") long issuedAt,
        @JsonProperty("client_secret") String secret,
        @JsonProperty("client_secret_expires_at") Long secretExpiresAt,
        @JsonProperty("client_name") String name,
        @JsonProperty("redirect_uris") List<String> redirectUris,
        @JsonProperty("grant_types") List<String> grantTypes,
        @JsonProperty("response_types") List<String> responseTypes,
        @JsonProperty("token_endpoint_auth_method") String authMethod,
        @JsonProperty("scope") String scope,
        @JsonProperty("client_uri") String clientUri,
        @JsonProperty("policy_uri") String policyUri,
        @JsonProperty("tos_uri") String tosUri,
        @JsonProperty("application_type") String applicationType,
        @JsonProperty("software_id") String softwareId,
        @JsonProperty("software_version") String softwareVersion) {}
