/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.consent;

import java.util.concurrent.TimeUnit;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.SessionExpirationUtils;

/**
 * How long a client can go on with what a person allows it.
 *
 * @param offline whether it goes on when the person is not signed in
 * @param hours after how many hours it ends at the latest, rounded up; 0 if there is no such time
 * @param idleDays after how many days without use it ends, rounded up; 0 where that is not worth telling
 */
public record AccessTime(boolean offline, long hours, long idleDays) {

    /**
     * The time that realm and client leave.
     *
     * @param client the client
     * @param offline whether it asks for access when the person is not signed in
     * @return the time
     */
    static AccessTime of(ClientModel client, boolean offline) {
        RealmModel realm = client.getRealm();
        boolean longest = realm.isRememberMe();
        long now = Time.currentTimeMillis();
        long end = SessionExpirationUtils.calculateClientSessionMaxLifespanTimestamp(
                offline, longest, now, now, realm, client);
        long idleEnd = SessionExpirationUtils.calculateClientSessionIdleTimestamp(offline, longest, now, realm, client);
        return new AccessTime(
                offline,
                end < now ? 0 : rounded(end - now, TimeUnit.HOURS),
                offline ? rounded(idleEnd - now, TimeUnit.DAYS) : 0);
    }

    private static long rounded(long millis, TimeUnit unit) {
        long whole = unit.toMillis(1);
        return (millis + whole - 1) / whole;
    }

    /**
     * The hours as days.
     *
     * @return the days, rounded up
     */
    public long days() {
        return rounded(TimeUnit.HOURS.toMillis(hours), TimeUnit.DAYS);
    }
}
