/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keycloakmcp.client.ClientCheck;
import io.keycloakmcp.resource.InvalidFields;
import io.keycloakmcp.resource.JsonFields;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The question whether a client would be let in. Which kinds there are, the packages that let clients in say. */
final class Question {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final String kind;
    private final JsonNode asked;

    Question(KeycloakSession session, RealmModel realm, String body) throws InvalidFields {
        this.session = session;
        this.realm = realm;
        JsonFields fields = JsonFields.of(body);
        List<String> given = session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(ClientCheck.class)
                .map(factory -> factory.getId())
                .filter(kind -> fields.member(kind).isPresent())
                .toList();
        if (given.size() != 1) {
            fields.error("client_id", "or document or registration must be given, and no more than one of them");
        }
        fields.complete();
        this.kind = given.get(0);
        this.asked = fields.member(kind).get();
    }

    ObjectNode answer() {
        return session.getProvider(ClientCheck.class, kind).check(realm, asked).json();
    }
}
