/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.doctor;

import io.keycloakmcp.resource.FindingTexts;
import io.keycloakmcp.resource.RealmCheck;
import io.keycloakmcp.resource.RealmFinding;
import java.util.List;
import java.util.Locale;
import org.keycloak.common.Profile;
import org.keycloak.common.Profile.Feature;
import org.keycloak.models.RealmModel;

/** What Keycloak's own features for MCP, which the whole server has or has not, mean here. */
final class FeatureCheck implements RealmCheck {

    @Override
    public List<RealmFinding> look(RealmModel realm, Locale locale) {
        FindingTexts texts = new FindingTexts(getClass(), locale);
        return List.of(
                Profile.isFeatureEnabled(Feature.RESOURCE_INDICATORS)
                        ? texts.info("feature_resource_indicators_on")
                        : texts.ok("feature_resource_indicators_off"),
                Profile.isFeatureEnabled(Feature.CIMD) ? texts.info("feature_cimd_on") : texts.ok("feature_cimd_off"),
                Profile.isFeatureEnabled(Feature.DPOP)
                        ? texts.ok("feature_dpop_on")
                        : texts.warning("feature_dpop_off"));
    }
}
