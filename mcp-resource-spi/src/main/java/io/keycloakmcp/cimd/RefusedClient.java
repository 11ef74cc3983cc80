/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.cimd;

import io.keycloakmcp.client.Decision;
import io.keycloakmcp.resource.Problem;

/** Says why a client whose id is a URL is not let in, or not brought up to date. */
final class RefusedClient extends Exception {

    private static final long serialVersionUID = 1L;

    /** Whoever asks learns no more than this, lest we spy out for them what they cannot reach themselves. */
    private static final String UNAVAILABLE = "The metadata document of the client cannot be had. Try again later; the"
            + " administrator of the realm finds the reason in the events, and can pin a copy of the document";

    private static final String KEYS_UNAVAILABLE = "The keys of the client cannot be had. Try again later; the"
            + " administrator of the realm finds the reason in the events";

    private static final int MAX_DIAGNOSIS = 400;

    private final transient Decision decision;
    private final transient Problem problem;
    private final String diagnosis;

    private RefusedClient(Decision decision, Problem problem, String diagnosis) {
        super(decision.message());
        this.decision = decision;
        this.problem = problem;
        this.diagnosis = diagnosis.length() > MAX_DIAGNOSIS ? diagnosis.substring(0, MAX_DIAGNOSIS) : diagnosis;
    }

    /** The realm does not want it. */
    static RefusedClient by(Decision decision) {
        return new RefusedClient(decision, Problem.CLIENT_REFUSED, "");
    }

    /** A client policy of the administrator's is against it. */
    static RefusedClient byPolicy(String reason) {
        return new RefusedClient(
                Decision.refused(
                        "client_policy",
                        "A policy of the realm does not let this client in. Ask the administrator of the realm"),
                Problem.CLIENT_REFUSED,
                reason == null ? "" : reason);
    }

    /** Its id is no URL that a document could be at. */
    static RefusedClient malformed(String whatToChange) {
        return new RefusedClient(Decision.refused("client_id_malformed", whatToChange), Problem.CLIENT_UNREADABLE, "");
    }

    /** What it says about itself cannot be understood or kept. */
    static RefusedClient invalid(String whatToChange) {
        return new RefusedClient(
                Decision.refused(
                        "document_invalid", "The metadata document of the client is not in order: " + whatToChange),
                Problem.CLIENT_UNREADABLE,
                "");
    }

    /** Its document, or its keys, cannot be had. */
    static RefusedClient unavailable(String rule, String diagnosis) {
        return new RefusedClient(Decision.refused(rule, UNAVAILABLE), Problem.CLIENT_UNREADABLE, diagnosis);
    }

    /** The same about a client's keys, which are fetched as documents are. */
    RefusedClient forKeys() {
        return new RefusedClient(Decision.refused(rule(), KEYS_UNAVAILABLE), problem, diagnosis);
    }

    /** The same, for an administrator who asks. */
    Decision decision() {
        return diagnosis.isEmpty() ? decision : Decision.refused(decision.rule(), reason());
    }

    String rule() {
        return decision.rule();
    }

    /** What the page says that an authorization request ends on. */
    Problem problem() {
        return problem;
    }

    /** For events and administrators: all that is known. */
    String reason() {
        return diagnosis.isEmpty() ? getMessage() : getMessage() + " (" + diagnosis + ")";
    }
}
