// SPDX-License-Identifier: Apache-2.0
import { ActionGroup, Alert, Button, Form } from "@patternfly/react-core";
import { type FormEvent, type PropsWithChildren, useState } from "react";
import { useApi } from "../../api/Api";
import { ApiError } from "../../api/request";
import type { Server, ServerSettings } from "../../api/servers";
import { Fields } from "../../components/form/Fields";
import { isSame, useForm } from "../../components/form/useForm";
import { useI18n } from "../../i18n/I18n";
import { sentence, useAlerts } from "../../section/alerts";
import { useNavigation } from "../../section/useNavigation";
import type { TabProps } from "./tab";
import { useServerPreview } from "./useServerPreview";

const CHANGED_MEANWHILE = 412;

interface Props extends TabProps {
  /** The path of the tab, to stay on it when the server gets another id. */
  tab: string;
}

/**
 * A form for some of a server's settings. What somebody else saves in the meantime comes into the form beneath what is
 * written here, and is named, so that neither is lost.
 */
export function ServerForm({ server, etag, onSaved, tab, children }: PropsWithChildren<Props>) {
  const { t } = useI18n();
  const { servers } = useApi();
  const { success } = useAlerts();
  const { open } = useNavigation();
  const form = useForm<ServerSettings>(server);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [theirs, setTheirs] = useState<string[]>();
  const mayManage = server.access?.manage ?? false;
  const { errors } = useServerPreview(toSend(form.values), server.server_id, form.isChanged && mayManage);
  const shown = { ...(failure instanceof ApiError ? failure.fields : {}), ...errors };

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    setTheirs(undefined);
    try {
      const saved = await servers.update(server.server_id, toSend(form.values), etag);
      form.reset();
      success(t("server.saved", { name: saved.data.name }));
      if (saved.data.server_id === server.server_id) {
        onSaved(saved);
      } else {
        open(`servers/${saved.data.server_id}/${tab}`);
      }
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
      const now = await servers.get(server.server_id);
      setTheirs(changedFields(server, now.data));
      onSaved(now);
    } catch (error) {
      setFailure(error);
    }
  };

  return (
    <Form isHorizontal onSubmit={(event) => void save(event)} data-testid={`${tab}-form`} noValidate>
      {theirs !== undefined && (
        <Alert
          isInline
          variant="warning"
          title={t("server.changedMeanwhile")}
          data-testid="changed-meanwhile"
        >
          {t("server.changedMeanwhile.body", {
            fields: theirs.map((field) => t(`server.${field}`)).join(", "),
          })}
        </Alert>
      )}
      {failure !== undefined && (
        <Alert isInline variant="danger" title={t("error.notSaved")} data-testid="failure">
          {sentence(failure, t)}
        </Alert>
      )}
      <Fields form={form} errors={shown} prefix="server" isReadOnly={!mayManage}>
        {children}
      </Fields>
      {mayManage && (
        <ActionGroup>
          <Button type="submit" data-testid="save" isLoading={isBusy} isDisabled={isBusy || !form.isChanged}>
            {t("save")}
          </Button>
          <Button
            variant="link"
            isDisabled={isBusy || !form.isChanged}
            onClick={() => {
              form.reset();
              setFailure(undefined);
              setTheirs(undefined);
            }}
          >
            {t("revert")}
          </Button>
        </ActionGroup>
      )}
    </Form>
  );
}

/** The scopes come as objects here, and so their names are said already. */
function toSend({
  scopes_supported: _,
  ...settings
}: ServerSettings): Omit<ServerSettings, "scopes_supported"> {
  return settings;
}

const NOT_SETTINGS = new Set([
  "id",
  "server_id",
  "created_at",
  "discovery",
  "access",
  "client_secret",
  "scopes_supported",
]);

function changedFields(before: Server, after: Server): string[] {
  return (Object.keys(after) as (keyof Server)[])
    .filter((field) => !NOT_SETTINGS.has(field) && !isSame(before[field], after[field]))
    .map(String);
}
