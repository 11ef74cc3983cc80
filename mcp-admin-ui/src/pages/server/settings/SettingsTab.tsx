// SPDX-License-Identifier: Apache-2.0
import { ClipboardCopy, FormGroup } from "@patternfly/react-core";
import { TextField } from "../../../components/form/fieldControls";
import { useI18n } from "../../../i18n/I18n";
import { ServerForm } from "../ServerForm";
import type { TabProps } from "../tab";
import { OptionalFields } from "./OptionalFields";

/** What a server is and how tokens for it are. */
export function SettingsTab(props: TabProps) {
  const { t } = useI18n();
  return (
    <ServerForm {...props} tab="settings">
      <FormGroup label={t("server.server_id")}>
        <ClipboardCopy
          isReadOnly
          hoverTip={t("copy")}
          clickTip={t("copied")}
          textAriaLabel={t("server.server_id")}
          data-testid="server-id"
        >
          {props.server.server_id}
        </ClipboardCopy>
      </FormGroup>
      <TextField name="name" isRequired />
      <TextField name="resource_uri" isRequired />
      <OptionalFields />
    </ServerForm>
  );
}
