/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.resource.JsonFields;
import java.util.List;

/**
 * What an administrator decided about clients that register themselves.
 *
 * @param mode whom the endpoint lets in
 * @param reuseClients whether a public client that registers again gets the client that it has
 * @param rateLimitPerAddress how many registrations a minute one address may make on each node; 0 for any number
 * @param rateLimitPerRealm how many registrations a minute the realm takes on each node; 0 for any number
 * @param softwareStatementIssuers whose software statements (RFC 7591 §2.3) are believed
 * @param requireSoftwareStatement whether only clients with one are let in
 */
public record RegistrationSettings(
        RegistrationMode mode,
        boolean reuseClients,
        int rateLimitPerAddress,
        int rateLimitPerRealm,
        List<StatementIssuer> softwareStatementIssuers,
        boolean requireSoftwareStatement) {

    static final RegistrationSettings INITIAL =
            new RegistrationSettings(RegistrationMode.KNOWN_CLIENTS, true, 60, 600, List.of(), false);

    private static final int MAX_RATE = 1_000_000;

    static RegistrationSettings read(JsonFields fields) {
        return new RegistrationSettings(
                fields.constant("mode", INITIAL.mode, RegistrationMode.values(), RegistrationMode::of),
                fields.flag("reuse_clients", INITIAL.reuseClients),
                fields.number("rate_limit_per_address", INITIAL.rateLimitPerAddress, 0, MAX_RATE, "registrations"),
                fields.number("rate_limit_per_realm", INITIAL.rateLimitPerRealm, 0, MAX_RATE, "registrations"),
                fields.objects("software_statement_issuers").stream()
                        .map(StatementIssuer::read)
                        .toList(),
                fields.flag("require_software_statement", INITIAL.requireSoftwareStatement));
    }

    RegistrationSettings off() {
        return new RegistrationSettings(
                RegistrationMode.OFF,
                reuseClients,
                rateLimitPerAddress,
                rateLimitPerRealm,
                softwareStatementIssuers,
                requireSoftwareStatement);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("mode", mode.wire())
                .put("reuse_clients", reuseClients)
                .put("rate_limit_per_address", rateLimitPerAddress)
                .put("rate_limit_per_realm", rateLimitPerRealm)
                .put("require_software_statement", requireSoftwareStatement);
        var issuers = json.putArray("software_statement_issuers");
        softwareStatementIssuers.forEach(issuer -> issuers.add(issuer.json()));
        return json;
    }
}
