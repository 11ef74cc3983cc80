/* SPDX-License-Identifier: Apache-2.0 */
package io.keycloakmcp.connections;

import com.google.auto.service.AutoService;
import io.keycloakmcp.resource.PersonRecords;
import org.keycloak.userprofile.AttributeMetadata;
import org.keycloak.userprofile.AttributeValidatorMetadata;
import org.keycloak.userprofile.DeclarativeUserProfileProviderFactory;
import org.keycloak.userprofile.UserProfileMetadata;
import org.keycloak.userprofile.UserProfileProviderFactory;
import org.keycloak.validate.ValidatorConfig;
import org.keycloak.validate.validators.LengthValidator;

/**
 * Keycloak's user profile, which keeps what we note about people to ourselves: nobody sees these attributes in a
 * profile, changes them, or drops them by saving one, whatever a realm's policy for unmanaged attributes is. Without
 * it, where that policy lets people edit them, whoever may change a person's profile could give a client scopes that
 * the person never allowed.
 */
@AutoService(UserProfileProviderFactory.class)
public final class RecordKeepingProfileFactory extends DeclarativeUserProfileProviderFactory {

    /** Keycloak would add a shorter limit of its own, and then nobody could save a profile any more. */
    private static final AttributeValidatorMetadata ANY_LENGTH = new AttributeValidatorMetadata(
            LengthValidator.ID,
            ValidatorConfig.builder()
                    .config(LengthValidator.KEY_MAX, Integer.MAX_VALUE)
                    .build());

    @Override
    public int order() {
        return super.order() + 10;
    }

    @Override
    protected UserProfileMetadata configureUserProfile(UserProfileMetadata metadata) {
        for (PersonRecords.Kind kind : PersonRecords.Kind.values()) {
            metadata.addAttribute(
                            kind.attribute(),
                            -1,
                            AttributeMetadata.ALWAYS_FALSE,
                            AttributeMetadata.ALWAYS_FALSE,
                            ANY_LENGTH)
                    .setRequired(AttributeMetadata.ALWAYS_FALSE)
                    .setMultivalued(true);
        }
        return super.configureUserProfile(metadata);
    }
}
