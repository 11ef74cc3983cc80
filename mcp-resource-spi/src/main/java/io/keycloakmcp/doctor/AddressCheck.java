/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import io.keycloakmcp.resource.RealmUrls;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Whether the realm's issuer identifier is one that clients accept, and the same for everybody: clients compare it byte
 * for byte (RFC 8414 §3.3), and so do MCP servers with the {@code iss} of tokens.
 */
final class AddressCheck implements RealmCheck {

    private final KeycloakSession session;

    AddressCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        RealmUrls urls = RealmUrls.of(session, realm);
        String issuer = urls.issuer();
        boolean loopback = urls.isLoopback();
        List<RealmFinding> findings = new ArrayList<>();
        if (!loopback && !"https".equals(urls.base().getScheme())) {
            findings.add(texts.error("issuer_not_https", issuer));
        }
        if (loopback) {
            findings.add(texts.info("issuer_loopback", issuer));
        }
        if (isFromRequest(realm)) {
            findings.add(
                    loopback
                            ? texts.info("issuer_from_request", issuer)
                            : texts.warning("issuer_from_request", issuer));
        }
        if (findings.isEmpty()) {
            findings.add(texts.ok("issuer", issuer));
        }
        String path = urls.base().getRawPath().replaceFirst("/$", "");
        if (!path.isEmpty()) {
            findings.add(texts.info("issuer_path", path, rootOf(urls.base())));
        }
        return findings;
    }

    private static String rootOf(URI base) {
        return base.getScheme() + "://" + base.getRawAuthority();
    }

    /** A name without scheme leaves the scheme and the port to the request. */
    private static boolean isFromRequest(RealmModel realm) {
        boolean ownAddress = Optional.ofNullable(realm.getAttribute("frontendUrl"))
                .filter(url -> !url.isBlank())
                .isPresent();
        String hostname = Config.scope("hostname", "v2").get("hostname");
        return !ownAddress && (hostname == null || !hostname.contains("://"));
    }
}
