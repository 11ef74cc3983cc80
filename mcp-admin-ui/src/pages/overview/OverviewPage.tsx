// SPDX-License-Identifier: Apache-2.0
import {
  Alert,
  Button,
  PageSection,
  Stack,
  StackItem,
  Text,
  TextContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { useApi } from "../../api/Api";
import type { Report } from "../../api/doctor";
import { useLoaded } from "../../api/useLoaded";
import { LoadedContent } from "../../components/LoadedContent";
import { useI18n } from "../../i18n/I18n";
import { SectionHeader } from "../SectionHeader";
import { Addresses } from "./Addresses";
import { Findings } from "./Findings";

/** Whether the realm is ready for MCP, what keeps it from that, and what to do. */
export default function OverviewPage() {
  const { t } = useI18n();
  const { doctor } = useApi();
  const report = useLoaded((signal) => doctor.report(signal), [doctor]);
  return (
    <>
      <SectionHeader
        current="overview"
        actions={
          <ToolbarItem>
            <Button
              variant="secondary"
              onClick={report.reload}
              isLoading={report.isLoading}
              isDisabled={report.isLoading}
              data-testid="overview-check"
            >
              {t("overview.check")}
            </Button>
          </ToolbarItem>
        }
      />
      <PageSection variant="light">
        <LoadedContent loaded={report}>
          {(data) => <Content report={data} onReport={report.replace} />}
        </LoadedContent>
      </PageSection>
    </>
  );
}

function Content({ report, onReport }: { report: Report; onReport: (report: Report) => void }) {
  const { t, locale } = useI18n();
  const time = new Date(report.checked_at).toLocaleString(locale);
  return (
    <Stack hasGutter>
      <StackItem>
        <Alert
          isInline
          variant={report.ready ? "success" : "danger"}
          component="h2"
          title={report.ready ? t("overview.ready") : t("overview.notReady")}
          data-testid="overview-verdict"
        >
          {t("overview.checkedAt", { time })}
        </Alert>
      </StackItem>
      <Findings findings={report.findings} onReport={onReport} />
      {report.addresses.length > 0 && (
        <StackItem>
          <TextContent>
            <Text component="h2">{t("overview.addresses")}</Text>
            <Text>{t("overview.addresses.help")}</Text>
          </TextContent>
          <Addresses key={report.checked_at} addresses={report.addresses} />
        </StackItem>
      )}
    </Stack>
  );
}
