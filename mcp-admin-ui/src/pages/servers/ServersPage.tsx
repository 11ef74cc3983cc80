// SPDX-License-Identifier: Apache-2.0
import { Button, LabelGroup, Label, PageSection, ToolbarItem } from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../api/Api";
import { type Server, STATUSES } from "../../api/servers";
import { useLoaded } from "../../api/useLoaded";
import { DataTable } from "../../components/list/DataTable";
import { ListFilter, ListToolbar } from "../../components/list/ListToolbar";
import { NothingThere } from "../../components/list/NothingThere";
import { useListAddress } from "../../components/list/useListAddress";
import { Link } from "../../components/Link";
import { LoadedContent } from "../../components/LoadedContent";
import { useI18n } from "../../i18n/I18n";
import { useNavigation } from "../../section/useNavigation";
import { day } from "../clients/names";
import { SectionHeader } from "../SectionHeader";
import { type ServerAction, ServerActionDialog } from "../server/ServerActionDialog";
import { ServerStatusLabel } from "./ServerStatusLabel";

/** All MCP servers of the realm. */
export default function ServersPage() {
  const { t, locale } = useI18n();
  const { connections, servers } = useApi();
  const { open } = useNavigation();
  const address = useListAddress();
  const [action, setAction] = useState<{ server: Server; action: ServerAction }>();
  const { first, max, search } = address;
  const status = address.filter("status");
  const page = useLoaded(
    (signal) => servers.list({ search, status, first, max }, signal),
    [servers, search, status, first, max],
  );
  const ids = page.data?.servers.map(({ server_id }) => server_id) ?? [];
  // Asked for beside the list, which does not wait for it.
  const usage = useLoaded((signal) => connections.usage(ids, signal), [connections, ids.join()]);
  const usageOf = (server: Server) => usage.data?.find(({ server_id }) => server_id === server.server_id);
  const mayRegister = page.data?.access.manage ?? false;
  const register = mayRegister && (
    <Button data-testid="register" onClick={() => open("servers/new")}>
      {t("register")}
    </Button>
  );
  const columns = [
    {
      title: t("server.name"),
      cell: (server: Server) => <Link path={`servers/${server.server_id}`}>{server.name}</Link>,
    },
    { title: t("server.resource_uri"), cell: (server: Server) => server.resource_uri },
    { title: t("server.status"), cell: (server: Server) => <ServerStatusLabel status={server.status} /> },
    { title: t("server.transport"), cell: (server: Server) => t(`server.transport.${server.transport}`) },
    { title: t("server.scopes"), cell: (server: Server) => <Scopes names={server.scopes_supported} /> },
    {
      title: t("servers.clients"),
      cell: (server: Server) => (
        <span data-testid="clients">{usageOf(server)?.clients.toLocaleString(locale)}</span>
      ),
    },
    {
      title: t("servers.lastToken"),
      cell: (server: Server) => {
        const used = usageOf(server);
        return <span data-testid="last-token">{used && day(used.last_token_on, locale, "–")}</span>;
      },
    },
  ];
  const actionsOf = (server: Server) =>
    server.access?.manage
      ? [
          ...(server.status === "active"
            ? [{ title: t("suspend"), onClick: () => setAction({ server, action: "suspend" }) }]
            : [{ title: t("activate"), onClick: () => setAction({ server, action: "activate" }) }]),
          { isSeparator: true },
          { title: t("delete"), onClick: () => setAction({ server, action: "delete" }) },
        ]
      : [];
  return (
    <>
      <SectionHeader current="servers" />
      <PageSection variant="light">
        <LoadedContent loaded={page}>
          {({ servers: rows, total }) => (
            <>
              {(total > 0 || address.isNarrowed) && (
                <ListToolbar address={address} total={total} searchLabel={t("servers.search")}>
                  <ListFilter
                    address={address}
                    name="status"
                    label={t("server.status")}
                    choices={[
                      ["", t("servers.anyStatus")],
                      ...STATUSES.map((one) => [one, t(`server.status.${one}`)] as const),
                    ]}
                  />
                  <ToolbarItem>{register}</ToolbarItem>
                </ListToolbar>
              )}
              {rows.length === 0 ? (
                <NothingThere
                  address={address}
                  title={t("servers.none")}
                  body={t(mayRegister ? "servers.none.body" : "servers.none.readOnly")}
                  actions={register}
                />
              ) : (
                <DataTable
                  label={t("menu")}
                  columns={columns}
                  rows={rows}
                  rowKey={({ server_id }) => server_id}
                  rowName={({ name }) => name}
                  actions={rows.some((server) => server.access?.manage) ? actionsOf : undefined}
                />
              )}
            </>
          )}
        </LoadedContent>
      </PageSection>
      {action && (
        <ServerActionDialog
          {...action}
          onClose={() => setAction(undefined)}
          onDone={() => {
            setAction(undefined);
            page.reload();
          }}
        />
      )}
    </>
  );
}

function Scopes({ names }: { names: string[] }) {
  const { t } = useI18n();
  return (
    <LabelGroup
      numLabels={3}
      aria-label={t("server.scopes")}
      collapsedText={t("andMore", { count: names.length - 3 })}
    >
      {names.map((name) => (
        <Label key={name} isCompact>
          {name}
        </Label>
      ))}
    </LabelGroup>
  );
}
