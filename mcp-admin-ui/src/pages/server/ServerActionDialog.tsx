// SPDX-License-Identifier: Apache-2.0
import { TextContent, Text } from "@patternfly/react-core";
import { useApi } from "../../api/Api";
import type { Server } from "../../api/servers";
import { useLoaded } from "../../api/useLoaded";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { useI18n } from "../../i18n/I18n";
import { useAlerts } from "../../section/alerts";

export type ServerAction = "activate" | "suspend" | "draft" | "delete";

const STATUS = { activate: "active", suspend: "suspended", draft: "draft" } as const;

interface Props {
  server: Server;
  action: ServerAction;
  onClose(): void;
  onDone(): void;
}

/** Asks before a server is taken into use, out of use or away, and says what that breaks. */
export function ServerActionDialog({ server, action, onClose, onDone }: Props) {
  const { t } = useI18n();
  const { servers, connections } = useApi();
  const { success } = useAlerts();
  const { name, server_id: id } = server;
  const breaks = action !== "activate";
  const count = useLoaded(
    (signal) => (breaks ? connections.count(id, signal) : Promise.resolve(undefined)),
    [connections, id, breaks],
  );
  const confirm = async () => {
    if (action === "delete") {
      await servers.remove(id);
    } else {
      const { data, etag } = await servers.get(id);
      await servers.update(id, { ...data, status: STATUS[action] }, etag);
    }
    success(t(`${action}.done`, { name }));
    onDone();
  };
  return (
    <ConfirmDialog
      title={t(`${action}.title`, { name })}
      action={t(action)}
      isDanger={breaks}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextContent>
        <Text>{t(`${action}.effect`, { minutes: Math.ceil(server.token_lifetime / 60) })}</Text>
        {breaks && count.data !== undefined && <Text>{t("breaks.connections", { count: count.data })}</Text>}
      </TextContent>
    </ConfirmDialog>
  );
}
