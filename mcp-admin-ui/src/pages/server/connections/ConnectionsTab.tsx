// SPDX-License-Identifier: Apache-2.0
import { Button, Label, LabelGroup, ToolbarItem } from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../../api/Api";
import type { Connection } from "../../../api/connections";
import { useLoaded } from "../../../api/useLoaded";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { type Column, DataTable } from "../../../components/list/DataTable";
import { ListToolbar } from "../../../components/list/ListToolbar";
import { NothingThere } from "../../../components/list/NothingThere";
import { useListAddress } from "../../../components/list/useListAddress";
import { Link } from "../../../components/Link";
import { LoadedContent } from "../../../components/LoadedContent";
import { useI18n } from "../../../i18n/I18n";
import { useAlerts } from "../../../section/alerts";
import { day, nameOf } from "../../clients/names";
import type { TabProps } from "../tab";

/** Who lets which client act at a server. */
export function ConnectionsTab({ server }: TabProps) {
  const { t, locale } = useI18n();
  const { connections } = useApi();
  const { success } = useAlerts();
  const address = useListAddress();
  const { first, max, search } = address;
  const [toRevoke, setToRevoke] = useState<Connection | "all">();
  const page = useLoaded(
    (signal) => connections.list({ server: server.server_id, user: search, first, max }, signal),
    [connections, server.server_id, search, first, max],
  );
  const date = (text: string | null) =>
    text === null ? "–" : new Date(text).toLocaleDateString(locale, { dateStyle: "medium" });
  const columns: Column<Connection>[] = [
    { title: t("connection.user"), cell: ({ user }) => user.username },
    {
      title: t("connection.client"),
      cell: ({ client }) => <Link path={`clients/${client.id}`}>{nameOf(client)}</Link>,
    },
    {
      title: t("server.scopes"),
      cell: ({ scopes }) => (
        <LabelGroup aria-label={t("server.scopes")}>
          {scopes.map((scope) => (
            <Label key={scope} isCompact>
              {scope}
            </Label>
          ))}
        </LabelGroup>
      ),
    },
    { title: t("connection.since"), cell: ({ granted_at: at }) => date(at), isShort: true },
    { title: t("connection.lastUsed"), cell: ({ last_used_on: on }) => day(on, locale, "–"), isShort: true },
  ];
  const revokeAll = page.data?.access.manage && (
    <Button variant="secondary" isDanger data-testid="revoke-all" onClick={() => setToRevoke("all")}>
      {t("connection.revokeAll")}
    </Button>
  );
  const actionsOf = (row: Connection) =>
    row.access.manage ? [{ title: t("connection.revoke"), onClick: () => setToRevoke(row) }] : [];
  const revoke = async () => {
    if (toRevoke === "all") {
      await connections.revokeAll(server.server_id);
    } else {
      await connections.revoke(toRevoke!.id);
    }
    setToRevoke(undefined);
    success(t("connection.revoked"));
    page.reload();
  };
  return (
    <>
      <ListToolbar address={address} total={page.data?.total ?? 0} searchLabel={t("connection.search")}>
        <ToolbarItem>{revokeAll}</ToolbarItem>
      </ListToolbar>
      <LoadedContent loaded={page}>
        {({ connections: rows }) =>
          rows.length === 0 ? (
            <NothingThere address={address} title={t("connection.none")} body={t("connection.none.body")} />
          ) : (
            <DataTable
              label={t("server.tab.connections")}
              columns={columns}
              rows={rows}
              rowKey={({ id }) => id}
              rowName={({ user, client }) => `${user.username}, ${nameOf(client)}`}
              actions={rows.some(({ access }) => access.manage) ? actionsOf : undefined}
            />
          )
        }
      </LoadedContent>
      {toRevoke !== undefined && (
        <ConfirmDialog
          title={t(toRevoke === "all" ? "connection.revokeAll.title" : "connection.revoke.title")}
          action={t("connection.revoke")}
          isDanger
          onConfirm={revoke}
          onClose={() => setToRevoke(undefined)}
        >
          {t("connection.revoke.effect", { minutes: Math.ceil(server.token_lifetime / 60) })}
        </ConfirmDialog>
      )}
    </>
  );
}
