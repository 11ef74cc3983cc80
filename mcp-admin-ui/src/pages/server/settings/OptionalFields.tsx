// SPDX-License-Identifier: Apache-2.0
import { AUTH_MODES, TRANSPORTS } from "../../../api/servers";
import { ChoiceField, NumberField, SwitchField, TextField } from "../../../components/form/fieldControls";
import { PickerField } from "../../../components/form/PickerField";
import { useI18n } from "../../../i18n/I18n";

/** The settings of a server that have defaults, but for access and scopes. */
export function OptionalFields() {
  const { t } = useI18n();
  return (
    <>
      <TextField name="description" />
      <TextField name="contact" />
      <TextField name="endpoint_url" />
      <ChoiceField name="transport" choices={TRANSPORTS} />
      <ChoiceField name="auth_mode" choices={AUTH_MODES} />
      <NumberField name="token_lifetime" unit={t("seconds")} />
      <SwitchField name="require_pkce" />
      <SwitchField name="require_resource_param" />
      <SwitchField name="require_dpop" />
      <PickerField name="exchange_targets" />
    </>
  );
}
