// SPDX-License-Identifier: Apache-2.0
import { METADATA_MODES, REGISTRATION_MODES, type Settings } from "../../api/settings";
import { TextField, NumberField, SwitchField } from "../../components/form/fieldControls";
import { useField } from "../../components/form/Fields";
import { JsonField } from "../../components/form/JsonField";
import { RadioField } from "../../components/form/RadioField";
import { useHost } from "../../host";
import { useI18n } from "../../i18n/I18n";
import { MetadataEffect } from "./MetadataEffect";
import { ObjectsField } from "./ObjectsField";
import { SettingsSection } from "./SettingsSection";

const OFF = "off";

/** Whom the realm lets in, and by which door. */
export function RegistrationSections({ saved }: { saved: Settings }) {
  const { t } = useI18n();
  const { serverBaseUrl, realm } = useHost();
  const registration = useField<string>("registration.mode").value;
  const metadata = useField<string>("client_id_metadata.mode").value;
  const endpoint = `${serverBaseUrl}/realms/${encodeURIComponent(realm)}/clients-registrations/mcp`;
  return (
    <>
      <SettingsSection name="registration">
        <RadioField name="registration.mode" choices={REGISTRATION_MODES} />
        <MetadataEffect
          member="registration_endpoint"
          value={registration === OFF ? undefined : endpoint}
          isSaved={(registration === OFF) === (saved.registration.mode === OFF)}
        />
        <SwitchField name="registration.reuse_clients" />
        <NumberField name="registration.rate_limit_per_address" unit={t("unit.perMinute")} />
        <NumberField name="registration.rate_limit_per_realm" unit={t("unit.perMinute")} />
        <SwitchField name="registration.require_software_statement" />
        <ObjectsField
          name="registration.software_statement_issuers"
          columns={["issuer", "jwks_uri"]}
          rowName="issuer"
        >
          <TextField name="issuer" isRequired />
          <TextField name="jwks_uri" />
          <JsonField name="jwks" />
        </ObjectsField>
      </SettingsSection>
      <SettingsSection name="client_id_metadata">
        <RadioField name="client_id_metadata.mode" choices={METADATA_MODES} />
        <MetadataEffect
          member="client_id_metadata_document_supported"
          value={metadata === OFF ? undefined : true}
          isSaved={(metadata === OFF) === (saved.client_id_metadata.mode === OFF)}
        />
        <SwitchField name="client_id_metadata.allow_loopback" />
        <ObjectsField name="client_id_metadata.pinned_documents" columns={["client_id"]} rowName="client_id">
          <TextField name="client_id" isRequired placeholder="https://" />
          <JsonField name="document" isRequired />
        </ObjectsField>
      </SettingsSection>
    </>
  );
}
