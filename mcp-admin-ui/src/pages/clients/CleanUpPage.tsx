// SPDX-License-Identifier: Apache-2.0
import {
  Button,
  EmptyState,
  EmptyStateBody,
  EmptyStateHeader,
  List,
  ListItem,
  PageSection,
  Text,
  TextContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { useEffect, useState } from "react";
import { useApi } from "../../api/Api";
import type { CleanUpReport } from "../../api/clients";
import { useLoaded } from "../../api/useLoaded";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { LoadedContent } from "../../components/LoadedContent";
import { ViewHeader } from "../../components/ViewHeader";
import { useHost } from "../../host";
import { useI18n } from "../../i18n/I18n";
import { useAlerts } from "../../section/alerts";
import { moment } from "./names";
import { SparedList } from "./SparedList";

const PAUSE_MILLIS = 2_000;

/** The removal of clients whose time is over: what it did, what it would do, and to have it done now. */
export default function CleanUpPage() {
  const { t } = useI18n();
  const { clients } = useApi();
  const { hasAccess } = useHost();
  const { failure } = useAlerts();
  const report = useLoaded((signal) => clients.lastCleanUp(signal), [clients]);
  const [asked, setAsked] = useState<CleanUpReport>();
  const [isBusy, setBusy] = useState(false);
  const isRunning = report.data?.finished_at === null;
  useEffect(() => {
    if (!isRunning || report.isLoading) {
      return;
    }
    const timer = setTimeout(report.reload, PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [isRunning, report.isLoading, report.reload]);
  const preview = async () => {
    setBusy(true);
    try {
      setAsked(await clients.cleanUp(true));
    } catch (error) {
      failure(t("error.notDone"), error);
    }
    setBusy(false);
  };
  const cleanUp = async () => {
    report.replace(await clients.cleanUp(false));
    setAsked(undefined);
  };
  return (
    <>
      <ViewHeader
        title={t("clients.cleanUp")}
        help={t("clients.cleanUp.help")}
        crumbs={[{ text: t("section.clients"), path: "clients" }, { text: t("clients.cleanUp") }]}
        actions={
          hasAccess("manage-clients") && (
            <ToolbarItem>
              <Button
                onClick={() => void preview()}
                isLoading={isBusy || isRunning}
                isDisabled={isBusy || isRunning}
                data-testid="clean-up-now"
              >
                {t("clients.cleanUp.now")}
              </Button>
            </ToolbarItem>
          )
        }
      />
      <PageSection variant="light">
        <LoadedContent loaded={report}>
          {(last) => (last === null ? <None /> : <Report report={last} />)}
        </LoadedContent>
      </PageSection>
      {asked && (
        <ConfirmDialog
          title={t("clients.cleanUp.now")}
          action={t("clients.cleanUp.now")}
          isDanger
          onConfirm={cleanUp}
          onClose={() => setAsked(undefined)}
        >
          <p>{t("clients.cleanUp.would", { count: asked.removed_count })}</p>
          <SparedList spared={asked.spared} />
        </ConfirmDialog>
      )}
    </>
  );
}

function None() {
  const { t } = useI18n();
  return (
    <EmptyState>
      <EmptyStateHeader titleText={t("clients.cleanUp.none")} headingLevel="h2" />
      <EmptyStateBody>{t("clients.cleanUp.none.body")}</EmptyStateBody>
    </EmptyState>
  );
}

function Report({ report }: { report: CleanUpReport }) {
  const { t, locale } = useI18n();
  const { removed, removed_count, spared, started_at, finished_at } = report;
  return (
    <TextContent data-testid="clean-up-report">
      <Text component="h2">{t("clients.cleanUp.removed", { count: removed_count })}</Text>
      <Text>
        {finished_at === null
          ? t("clients.cleanUp.running", { started: moment(started_at, locale, "") })
          : t("clients.cleanUp.finished", { finished: moment(finished_at, locale, "") })}
      </Text>
      {removed.length > 0 && (
        <List>
          {removed.map(({ id, client_id }) => (
            <ListItem key={id}>{client_id}</ListItem>
          ))}
        </List>
      )}
      <SparedList spared={spared} />
    </TextContent>
  );
}
