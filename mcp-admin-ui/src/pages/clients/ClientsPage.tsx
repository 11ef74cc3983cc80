// SPDX-License-Identifier: Apache-2.0
import { Button, PageSection, ToolbarItem } from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../api/Api";
import { type BulkAction, type McpClient, ONBOARDING, STATES } from "../../api/clients";
import { useLoaded } from "../../api/useLoaded";
import { DataTable } from "../../components/list/DataTable";
import { ListFilter, ListToolbar } from "../../components/list/ListToolbar";
import { NothingThere } from "../../components/list/NothingThere";
import { type ListAddress, useListAddress } from "../../components/list/useListAddress";
import { LoadedContent } from "../../components/LoadedContent";
import { useI18n } from "../../i18n/I18n";
import { useNavigation } from "../../section/useNavigation";
import { SectionHeader } from "../SectionHeader";
import { BulkDialog } from "./BulkDialog";
import { BulkMenu } from "./BulkMenu";
import { ClientDialog, type ClientAction, actionsFor } from "./ClientDialog";
import { clientColumns } from "./clientColumns";
import { nameOf } from "./names";

const FILTERS = ["search", "product", "onboarding", "state", "server"];

/** All MCP clients of the realm: how they came, what is thought of them, and who uses them. */
export default function ClientsPage() {
  const { t, locale } = useI18n();
  const { clients } = useApi();
  const { open } = useNavigation();
  const address = useListAddress();
  const filter = filterOf(address);
  const query = { ...filter, first: address.first, max: address.max };
  const page = useLoaded((signal) => clients.list(query, signal), [clients, JSON.stringify(query)]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [bulk, setBulk] = useState<BulkAction>();
  const [asked, setAsked] = useState<{ client: McpClient; action: ClientAction }>();
  const mayChangeAll = page.data?.access.manage ?? false;
  const changed = () => {
    setSelected(new Set());
    page.reload();
  };
  return (
    <>
      <SectionHeader
        current="clients"
        actions={
          mayChangeAll && (
            <>
              <ToolbarItem>
                <Button variant="secondary" onClick={() => open("clients/check")} data-testid="clients-check">
                  {t("clients.check")}
                </Button>
              </ToolbarItem>
              <ToolbarItem>
                <Button
                  variant="secondary"
                  onClick={() => open("clients/clean-up")}
                  data-testid="clients-clean-up"
                >
                  {t("clients.cleanUp")}
                </Button>
              </ToolbarItem>
            </>
          )
        }
      />
      <PageSection variant="light">
        <LoadedContent loaded={page}>
          {({ clients: rows, total, access }) => {
            const mayChange = access.manage || rows.some((client) => client.access.manage);
            return (
              <>
                <ListToolbar address={address} total={total} searchLabel={t("clients.search")}>
                  <Filters address={address} />
                  {mayChange && total > 0 && (
                    <BulkMenu count={selected.size === 0 ? total : selected.size} onChoose={setBulk} />
                  )}
                </ListToolbar>
                {rows.length === 0 ? (
                  <NothingThere address={address} title={t("clients.none")} body={t("clients.none.body")} />
                ) : (
                  <DataTable<McpClient>
                    label={t("section.clients")}
                    columns={clientColumns(t, locale)}
                    rows={rows}
                    rowKey={({ id }) => id}
                    rowName={nameOf}
                    selection={mayChange ? { selected, onChange: setSelected } : undefined}
                    actions={
                      mayChange
                        ? (client) =>
                            actionsFor(client).map((action) => ({
                              title: t(`clients.${action}`),
                              onClick: () => setAsked({ client, action }),
                            }))
                        : undefined
                    }
                  />
                )}
                {bulk !== undefined && (
                  <BulkDialog
                    action={bulk}
                    choice={selected.size > 0 ? { ids: [...selected] } : { filter }}
                    onChanged={changed}
                    onClose={() => setBulk(undefined)}
                  />
                )}
              </>
            );
          }}
        </LoadedContent>
      </PageSection>
      {asked !== undefined && (
        <ClientDialog {...asked} onChanged={changed} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

function filterOf(address: ListAddress): Record<string, string> {
  return Object.fromEntries(
    FILTERS.map((name) => [name, address.filter(name)]).filter(([, value]) => value !== ""),
  );
}

function Filters({ address }: { address: ListAddress }) {
  const { t } = useI18n();
  const { settings } = useApi();
  const products = useLoaded((signal) => settings.knownClients(signal), [settings]);
  const known = (products.data ?? []).map(({ product }) => [product, product] as const);
  return (
    <>
      <ListFilter
        address={address}
        name="state"
        label={t("clients.state")}
        choices={[
          ["", t("clients.state.all")],
          ...STATES.map((state) => [state, t(`clients.state.${state}`)] as const),
        ]}
      />
      <ListFilter
        address={address}
        name="onboarding"
        label={t("clients.onboarding")}
        choices={[
          ["", t("clients.onboarding.all")],
          ...ONBOARDING.map((way) => [way, t(`clients.onboarding.${way}`)] as const),
        ]}
      />
      <ListFilter
        address={address}
        name="product"
        label={t("clients.product")}
        choices={[["", t("clients.product.all")], ...known]}
      />
    </>
  );
}
