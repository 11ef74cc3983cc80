// SPDX-License-Identifier: Apache-2.0
import { NumberField, SwitchField, TextField } from "../../components/form/fieldControls";
import { PickerField } from "../../components/form/PickerField";
import { useI18n } from "../../i18n/I18n";
import { Catalogue } from "./Catalogue";
import { ObjectsField } from "./ObjectsField";
import { SettingsSection } from "./SettingsSection";

/** Which clients are known, how long they stay, and what becomes of their refresh tokens. */
export function ClientSections() {
  const { t } = useI18n();
  return (
    <>
      <SettingsSection name="known">
        <ObjectsField
          name="known_clients"
          columns={["product", "publisher"]}
          rowName="product"
          initial={{ client_ids: [], redirect_uris: [] }}
        >
          <TextField name="product" isRequired />
          <TextField name="publisher" />
          <PickerField name="client_ids" />
          <PickerField name="redirect_uris" />
        </ObjectsField>
        <Catalogue />
      </SettingsSection>
      <SettingsSection name="life_cycle">
        <SwitchField name="life_cycle.clean_up" />
        <NumberField name="life_cycle.unused_hours" unit={t("unit.hours")} min={1} max={8760} />
        <NumberField name="life_cycle.idle_days" unit={t("unit.days")} min={1} max={3650} />
        <SwitchField name="life_cycle.keep_offline" />
        <NumberField name="life_cycle.max_clients" unit={t("unit.clients")} />
        <NumberField name="life_cycle.max_clients_per_source" unit={t("unit.clients")} />
      </SettingsSection>
      <SettingsSection name="refresh_tokens">
        <SwitchField name="refresh_tokens.rotation" />
        <NumberField name="refresh_tokens.grace_seconds" unit={t("unit.seconds")} max={300} />
      </SettingsSection>
    </>
  );
}
