// SPDX-License-Identifier: Apache-2.0
import { PageSection } from "@patternfly/react-core";
import { useApi } from "../../api/Api";
import { useLoaded } from "../../api/useLoaded";
import { LinkTabs } from "../../components/LinkTabs";
import { LoadedContent } from "../../components/LoadedContent";
import { ViewHeader } from "../../components/ViewHeader";
import { useI18n } from "../../i18n/I18n";
import type { PageProps } from "../../section/routes";
import { NotFound } from "../../section/NotFound";
import { AccessTab } from "./access/AccessTab";
import { ConnectTab } from "./connect/ConnectTab";
import { ConnectionsTab } from "./connections/ConnectionsTab";
import { ScopesTab } from "./scopes/ScopesTab";
import { ServerHeader } from "./ServerHeader";
import { SettingsTab } from "./settings/SettingsTab";
import { TestTab } from "./test/TestTab";
import type { TabProps } from "./tab";

const TABS: Record<string, (props: TabProps) => React.ReactNode> = {
  settings: SettingsTab,
  access: AccessTab,
  scopes: ScopesTab,
  connect: ConnectTab,
  connections: ConnectionsTab,
  test: TestTab,
};

/** One server. */
export default function ServerPage({ parameters }: PageProps) {
  const { t } = useI18n();
  const { servers } = useApi();
  const { id, tab = "settings" } = parameters;
  const loaded = useLoaded((signal) => servers.get(id!, signal), [servers, id]);
  const Tab = TABS[tab];
  if (Tab === undefined) {
    return <NotFound />;
  }
  const tabs = Object.keys(TABS).map((name) => ({
    path: `servers/${id}/${name}`,
    title: t(`server.tab.${name}`),
  }));
  return (
    <>
      {loaded.data === undefined ? (
        <ViewHeader title={id!} crumbs={[{ text: t("menu"), path: "servers" }, { text: id! }]} hasTabs />
      ) : (
        <ServerHeader server={loaded.data.data} onChanged={loaded.reload} />
      )}
      <LinkTabs label={t("server.tabs")} tabs={tabs} current={`servers/${id}/${tab}`} />
      <PageSection variant="light">
        <LoadedContent loaded={loaded}>
          {({ data, etag }) => <Tab key={tab} server={data} etag={etag} onSaved={loaded.replace} />}
        </LoadedContent>
      </PageSection>
    </>
  );
}
