/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of a fetch.
 *
 * @param content the JSON; empty if it is still what it was
 * @param fetchedAt when it came
 * @param expiresAt when to ask again
 * @param etag which version it is
 * @param lastModified when its host last changed it
 */
record Fetched(
        Optional<JsonNode> content,
        Instant fetchedAt,
        Instant expiresAt,
        Optional<String> etag,
        Optional<String> lastModified) {}
