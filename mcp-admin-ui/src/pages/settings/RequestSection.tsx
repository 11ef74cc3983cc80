// SPDX-License-Identifier: Apache-2.0
import { RESOURCE_PARAMETER } from "../../api/settings";
import { NumberField } from "../../components/form/fieldControls";
import { RadioField } from "../../components/form/RadioField";
import { useI18n } from "../../i18n/I18n";
import { SettingsSection } from "./SettingsSection";

/** What holds for requests for all servers. */
export function RequestSection() {
  const { t } = useI18n();
  return (
    <SettingsSection name="requests">
      <RadioField name="resource_parameter" choices={RESOURCE_PARAMETER} />
      <NumberField name="default_token_lifetime" unit={t("unit.seconds")} min={60} max={86400} />
    </SettingsSection>
  );
}
