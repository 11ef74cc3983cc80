// SPDX-License-Identifier: Apache-2.0
import { ActionGroup, Alert, AlertActionLink, Button, Form } from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../api/Api";
import { type Answer, ApiError } from "../../api/request";
import type { Settings } from "../../api/settings";
import { Fields } from "../../components/form/Fields";
import { useForm } from "../../components/form/useForm";
import { useHost } from "../../host";
import { useI18n } from "../../i18n/I18n";
import { sentence, useAlerts } from "../../section/alerts";
import { ClientSections } from "./ClientSections";
import { flatten, type FlatSettings, unflatten } from "./flat";
import { RegistrationSections } from "./RegistrationSections";
import { RequestSection } from "./RequestSection";

const CHANGED_MEANWHILE = 412;

/** The form is long, and its buttons are wanted everywhere. */
const AT_HAND = { position: "sticky", bottom: 0, zIndex: 100 } as const;

interface Props {
  saved: Answer<Settings>;
  onSaved(saved: Answer<Settings>): void;
}

/** All settings in one form, which keeps what was written until it is saved. */
export function SettingsForm({ saved, onSaved }: Props) {
  const { t } = useI18n();
  const { hasAccess } = useHost();
  const { settings } = useApi();
  const { success } = useAlerts();
  const form = useForm<FlatSettings>(flatten(saved.data));
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isReadOnly = !hasAccess("manage-realm");
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    await work().catch(setError);
    setBusy(false);
  };
  const save = () =>
    attempt(async () => {
      onSaved(await settings.update(unflatten(form.values), saved.etag));
      form.reset();
      success(t("settings.saved"));
    });
  /** What somebody else saved comes beneath what was written here. */
  const catchUp = () => attempt(async () => onSaved(await settings.get()));
  return (
    <Form
      isWidthLimited
      maxWidth="60rem"
      data-testid="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {isReadOnly && <Alert isInline variant="info" title={t("settings.readOnly")} />}
      <Fields
        form={form}
        errors={error instanceof ApiError ? error.fields : {}}
        prefix="settings"
        isReadOnly={isReadOnly}
      >
        <RequestSection />
        <RegistrationSections saved={saved.data} />
        <ClientSections />
      </Fields>
      {error !== undefined && <Failure error={error} onCatchUp={catchUp} />}
      {!isReadOnly && (
        <ActionGroup className="pf-v5-u-background-color-100 pf-v5-u-py-md" style={AT_HAND}>
          <Button
            type="submit"
            isDisabled={!form.isChanged || isBusy}
            isLoading={isBusy}
            data-testid="settings-save"
          >
            {t("save")}
          </Button>
          <Button
            variant="link"
            isDisabled={!form.isChanged || isBusy}
            onClick={() => {
              form.reset();
              setError(undefined);
            }}
            data-testid="settings-revert"
          >
            {t("revert")}
          </Button>
        </ActionGroup>
      )}
    </Form>
  );
}

function Failure({ error, onCatchUp }: { error: unknown; onCatchUp: () => void }) {
  const { t } = useI18n();
  const isConflict = error instanceof ApiError && error.status === CHANGED_MEANWHILE;
  return (
    <Alert
      isInline
      isLiveRegion
      variant="danger"
      title={t("error.notSaved")}
      data-testid="settings-failure"
      actionLinks={
        isConflict && <AlertActionLink onClick={onCatchUp}>{t("settings.catchUp")}</AlertActionLink>
      }
    >
      {sentence(error, t)} {isConflict && t("settings.conflict")}
    </Alert>
  );
}
