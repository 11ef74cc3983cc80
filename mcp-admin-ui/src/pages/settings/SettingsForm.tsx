// SPDX-License-Identifier: Apache-2.0
import { ActionGroup, Alert, Button, Form } from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../api/Api";
import { type Answer, ApiError } from "../../api/request";
import type { Settings } from "../../api/settings";
import { Fields } from "../../components/form/Fields";
import { isSame, useForm } from "../../components/form/useForm";
import { useHost } from "../../host";
import { useI18n } from "../../i18n/I18n";
import { sentence, useAlerts } from "../../section/alerts";
import { ClientSections } from "./ClientSections";
import { flatten, type FlatSettings, unflatten } from "./flat";
import { RegistrationSections } from "./RegistrationSections";
import { RequestSection } from "./RequestSection";

const CHANGED_MEANWHILE = 412;

/** The form is long, and what became of saving it is wanted where one is. */
const AT_HAND = { position: "sticky", bottom: 0, zIndex: 100 } as const;

interface Props {
  saved: Answer<Settings>;
  onSaved(saved: Answer<Settings>): void;
}

/**
 * All settings in one form, which keeps what was written until it is saved. What somebody else saves in the meantime
 * comes beneath it, and is named.
 */
export function SettingsForm({ saved, onSaved }: Props) {
  const { t } = useI18n();
  const { hasAccess } = useHost();
  const { settings } = useApi();
  const { success } = useAlerts();
  const form = useForm<FlatSettings>(flatten(saved.data));
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [theirs, setTheirs] = useState<string[]>();
  const isReadOnly = !hasAccess("manage-realm");
  const forget = () => {
    setFailure(undefined);
    setTheirs(undefined);
  };
  const save = async () => {
    setBusy(true);
    forget();
    try {
      onSaved(await settings.update(unflatten(form.values), saved.etag));
      form.reset();
      success(t("settings.saved"));
    } catch (error) {
      if (error instanceof ApiError && error.status === CHANGED_MEANWHILE) {
        await takeTheirs();
      } else {
        setFailure(error);
      }
    }
    setBusy(false);
  };
  const takeTheirs = async () => {
    try {
      const now = await settings.get();
      setTheirs(changedFields(flatten(saved.data), flatten(now.data)));
      onSaved(now);
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Form
      isWidthLimited
      maxWidth="60rem"
      noValidate
      data-testid="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {isReadOnly && <Alert isInline variant="info" title={t("settings.readOnly")} />}
      <Fields
        form={form}
        errors={failure instanceof ApiError ? failure.fields : {}}
        prefix="settings"
        isReadOnly={isReadOnly}
      >
        <RequestSection />
        <RegistrationSections saved={saved.data} />
        <ClientSections />
      </Fields>
      <div className="pf-v5-u-background-color-100 pf-v5-u-py-md" style={AT_HAND}>
        {theirs !== undefined && (
          <Alert
            isInline
            isLiveRegion
            variant="warning"
            title={t("settings.changedMeanwhile")}
            data-testid="settings-changed-meanwhile"
          >
            {t("settings.changedMeanwhile.body", {
              fields: theirs.map((field) => t(`settings.${field}`)).join(", "),
            })}
          </Alert>
        )}
        {failure !== undefined && (
          <Alert
            isInline
            isLiveRegion
            variant="danger"
            title={t("error.notSaved")}
            data-testid="settings-failure"
          >
            {sentence(failure, t)}
          </Alert>
        )}
        {!isReadOnly && (
          <ActionGroup>
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
                forget();
              }}
              data-testid="settings-revert"
            >
              {t("revert")}
            </Button>
          </ActionGroup>
        )}
      </div>
    </Form>
  );
}

/** What is not the same in both. */
function changedFields(before: FlatSettings, after: FlatSettings): string[] {
  return Object.keys(after).filter((field) => !isSame(before[field], after[field]));
}
