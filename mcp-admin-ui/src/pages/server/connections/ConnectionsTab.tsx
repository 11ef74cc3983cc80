// SPDX-License-Identifier: Apache-2.0
import {
  Button,
  EmptyState,
  EmptyStateBody,
  EmptyStateHeader,
  Label,
  LabelGroup,
  ToolbarItem,
} from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../../api/Api";
import type { Connection, ConnectionPage } from "../../../api/connections";
import { ApiError } from "../../../api/request";
import { useLoaded } from "../../../api/useLoaded";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { type Column, DataTable } from "../../../components/list/DataTable";
import { ListToolbar } from "../../../components/list/ListToolbar";
import { NothingThere } from "../../../components/list/NothingThere";
import { useListAddress } from "../../../components/list/useListAddress";
import { LoadedContent } from "../../../components/LoadedContent";
import { useI18n } from "../../../i18n/I18n";
import { useAlerts } from "../../../section/alerts";
import type { TabProps } from "../tab";

/** Who lets which client act at a server. */
export function ConnectionsTab({ server }: TabProps) {
  const { t, locale } = useI18n();
  const { connections, servers } = useApi();
  const { success } = useAlerts();
  const address = useListAddress();
  const { first, max, search } = address;
  const [toRevoke, setToRevoke] = useState<Connection | "all">();
  const page = useLoaded<ConnectionPage | undefined>(
    (signal) =>
      connections.list({ server: server.server_id, user: search, first, max }, signal).catch(unlessMissing),
    [connections, server.server_id, search, first, max],
  );
  const date = (text: string | null) =>
    text === null ? "–" : new Date(text).toLocaleDateString(locale, { dateStyle: "medium" });
  const columns: Column<Connection>[] = [
    { title: t("connection.user"), cell: ({ user }) => user.username },
    { title: t("connection.client"), cell: ({ client }) => client.name ?? client.client_id },
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
    { title: t("connection.since"), cell: ({ granted_at: at }) => date(at) },
    { title: t("connection.lastUsed"), cell: ({ last_used_on: on }) => date(on) },
  ];
  const mayManage = server.access?.manage ?? false;
  const revokeAll = mayManage && (
    <Button variant="secondary" isDanger data-testid="revoke-all" onClick={() => setToRevoke("all")}>
      {t("connection.revokeAll")}
    </Button>
  );
  const revoke = async () => {
    if (toRevoke === "all") {
      await servers.revokeGrants(server.server_id);
    } else {
      await connections.revoke(toRevoke!.id);
    }
    setToRevoke(undefined);
    success(t("connection.revoked"));
    page.reload();
  };
  return (
    <>
      {page.data === undefined && !page.isLoading && page.error === undefined ? (
        <EmptyState>
          <EmptyStateHeader titleText={t("connection.unknown")} headingLevel="h2" />
          <EmptyStateBody>{t("connection.unknown.body")}</EmptyStateBody>
          {revokeAll}
        </EmptyState>
      ) : (
        <LoadedContent loaded={page}>
          {(data) =>
            data && (
              <>
                <ListToolbar address={address} total={data.total} searchLabel={t("connection.search")}>
                  <ToolbarItem>{revokeAll}</ToolbarItem>
                </ListToolbar>
                {data.connections.length === 0 ? (
                  <NothingThere
                    address={address}
                    title={t("connection.none")}
                    body={t("connection.none.body")}
                  />
                ) : (
                  <DataTable
                    label={t("server.tab.connections")}
                    columns={columns}
                    rows={data.connections}
                    rowKey={({ id }) => id}
                    rowName={({ user, client }) => `${user.username}, ${client.name ?? client.client_id}`}
                    actions={
                      mayManage
                        ? (row) => [{ title: t("connection.revoke"), onClick: () => setToRevoke(row) }]
                        : undefined
                    }
                  />
                )}
              </>
            )
          }
        </LoadedContent>
      )}
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

/** A server without the list of connections answers 404. */
function unlessMissing(error: unknown): undefined {
  if (error instanceof ApiError && error.status === 404) {
    return undefined;
  }
  throw error;
}
