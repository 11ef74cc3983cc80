/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A client that is known to the world, as its vendor describes it. In its URLs, {@code {id}} stands for one path
 * segment; everything else is matched character by character, because hosts are shared: one vendor's products share
 * one, and some hosts carry what their users wrote.
 *
 * @param name what it is called
 * @param publisher who makes it
 * @param clientIds the URLs that are its client ids
 * @param redirectUris its redirect URIs; a loopback one, written without a port, stands for every port
 * @param needs what is worth knowing about it, in words; may be empty
 * @param verifiedOn when this was last checked against what the vendor says, an ISO date; may be empty
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Product(
        @JsonProperty("product") String name,
        @JsonProperty("publisher") String publisher,
        @JsonProperty("client_ids") List<String> clientIds,
        @JsonProperty("redirect_uris") List<String> redirectUris,
        @JsonProperty("needs") String needs,
        @JsonProperty("verified_on") String verifiedOn) {

    /** Lists that are missing are empty, and so are texts. */
    public Product {
        clientIds = clientIds == null ? List.of() : List.copyOf(clientIds);
        redirectUris = redirectUris == null ? List.of() : List.copyOf(redirectUris);
        needs = needs == null ? "" : needs;
        verifiedOn = verifiedOn == null ? "" : verifiedOn;
    }

    boolean hasClientId(String url) {
        return clientIds.stream().anyMatch(known -> new UriPattern(known).matches(url));
    }

    boolean hasRedirectUri(String redirectUri) {
        return redirectUris.stream()
                .filter(known -> !RedirectUri.isLoopback(known))
                .anyMatch(known -> new UriPattern(known).matches(redirectUri));
    }
}
