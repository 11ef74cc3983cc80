/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.authorization;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.representations.RefreshToken;

/**
 * The refresh tokens that came of one grant, each from the one before (OAuth 2.1 §4.3.1, RFC 9700 §4.14.2). A family
 * has the name of its first token's id, so that any refresh token can be a first one, whoever issued it and when. Those
 * after it say which family and which generation they are. The client's session notes the latest generation of a family
 * from the first use on, and that a family has ended, until the last of its tokens would have expired: each grant of a
 * session lives and dies apart, on every node, and offline ones survive a restart.
 */
final class RefreshTokenFamily {

    private static final String NAME = "mcp_family";
    private static final String GENERATION = "mcp_generation";

    private static final String LATEST_NOTE = "mcp.family.";
    /** Another note than the latest generation, so that no refresh under way takes it back. */
    private static final String ENDED_NOTE = "mcp.family_ended.";

    private static final String SEPARATOR = ":";

    /** Of tokens that were issued at once, the note knows when one expires; clocks differ, too. */
    private static final int MARGIN_SECONDS = 600;

    private final AuthenticatedClientSessionModel login;
    private final RefreshToken token;
    private final String name;
    private final int generation;

    /**
     * The family of a token, as it is now.
     *
     * @param login the client's session with the user, where the family is noted
     * @param token a refresh token whose signature was verified
     */
    RefreshTokenFamily(AuthenticatedClientSessionModel login, RefreshToken token) {
        this.login = login;
        this.token = token;
        this.name = token.getOtherClaims().get(NAME) instanceof String family ? family : token.getId();
        this.generation = token.getOtherClaims().get(GENERATION) instanceof Number number ? number.intValue() : 0;
    }

    /**
     * What is known of a family.
     *
     * @param generation the latest generation
     * @param since when its first token was issued, in milliseconds
     * @param expiration when its tokens expire, in seconds; 0 if they do not
     */
    private record Latest(int generation, long since, long expiration) {

        private static final Latest NONE = new Latest(0, 0, 0);

        static Latest of(String note) {
            String[] parts = note.split(SEPARATOR, 3);
            return new Latest(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }

        String note() {
            return generation + SEPARATOR + since + SEPARATOR + expiration;
        }
    }

    private Optional<Latest> latest() {
        return Optional.ofNullable(login.getNote(LATEST_NOTE + name)).map(Latest::of);
    }

    /** Whether one of its tokens was used a second time, so that none of them is good any more. */
    boolean isEnded() {
        return login.getNote(ENDED_NOTE + name) != null;
    }

    /**
     * Whether the token was used before, and not just now by the same client in a race with itself. A token that is
     * newer than what this node knows of was not.
     *
     * @param grace how long after the first use another one is still a race
     */
    boolean isUsedBefore(Duration grace) {
        return latest().filter(latest -> latest.generation > generation + 1
                        || (latest.generation == generation + 1
                                && Time.currentTimeMillis() - latest.since >= grace.toMillis()))
                .isPresent();
    }

    /** Ends the family. */
    void end() {
        long last = latest().map(Latest::expiration).orElse(0L);
        login.setNote(ENDED_NOTE + name, Long.toString(later(last, expirationOf(token))));
        login.removeNote(LATEST_NOTE + name);
    }

    /** Makes a new refresh token the successor of this one. Those of a race are of one generation. */
    void succeed(RefreshToken successor) {
        Latest latest = latest().orElse(Latest.NONE);
        int next = Math.max(latest.generation, generation + 1);
        successor.getOtherClaims().put(NAME, name);
        successor.getOtherClaims().put(GENERATION, next);
        if (next > latest.generation) {
            login.setNote(
                    LATEST_NOTE + name, new Latest(next, Time.currentTimeMillis(), expirationOf(successor)).note());
        }
        forgetExpired();
    }

    /** What is noted of families whose tokens have all expired serves nobody; a session has few others. */
    private void forgetExpired() {
        long now = TimeUnit.MILLISECONDS.toSeconds(Time.currentTimeMillis());
        List.copyOf(login.getNotes().entrySet()).stream()
                .filter(note -> expiration(note.getKey(), note.getValue())
                        .filter(end -> end != 0 && end + MARGIN_SECONDS < now)
                        .isPresent())
                .forEach(note -> login.removeNote(note.getKey()));
    }

    private static Optional<Long> expiration(String note, String value) {
        if (note.startsWith(LATEST_NOTE)) {
            return Optional.of(Latest.of(value).expiration);
        }
        return note.startsWith(ENDED_NOTE) ? Optional.of(Long.parseLong(value)) : Optional.empty();
    }

    private static long expirationOf(RefreshToken token) {
        return token.getExp() == null ? 0 : token.getExp();
    }

    private static long later(long one, long other) {
        return one == 0 || other == 0 ? 0 : Math.max(one, other);
    }
}
