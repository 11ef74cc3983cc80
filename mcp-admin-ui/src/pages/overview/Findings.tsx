// SPDX-License-Identifier: Apache-2.0
import {
  Alert,
  AlertActionLink,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  ExpandableSection,
  StackItem,
} from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../api/Api";
import type { Finding, Report, Severity } from "../../api/doctor";
import { useHost } from "../../host";
import { useI18n } from "../../i18n/I18n";
import { useAlerts } from "../../section/alerts";

const VARIANTS: Record<Severity, "danger" | "warning" | "info" | "success"> = {
  error: "danger",
  warning: "warning",
  info: "info",
  ok: "success",
};

interface Props {
  findings: Finding[];
  onReport: (report: Report) => void;
}

/** What needs a look, one by one, and what is in order, folded up. */
export function Findings({ findings, onReport }: Props) {
  const { t } = useI18n();
  const inOrder = findings.filter(({ severity }) => severity === "ok");
  return (
    <>
      {findings
        .filter(({ severity }) => severity !== "ok")
        .map((finding, index) => (
          <StackItem key={`${finding.id}-${index}`}>
            <OneFinding finding={finding} onReport={onReport} />
          </StackItem>
        ))}
      <StackItem>
        <ExpandableSection toggleText={t("overview.inOrder", { count: inOrder.length })}>
          <DescriptionList isCompact data-testid="overview-in-order">
            {inOrder.map(({ id, title, detail }) => (
              <DescriptionListGroup key={id}>
                <DescriptionListTerm>{title}</DescriptionListTerm>
                <DescriptionListDescription>{detail}</DescriptionListDescription>
              </DescriptionListGroup>
            ))}
          </DescriptionList>
        </ExpandableSection>
      </StackItem>
    </>
  );
}

function OneFinding({ finding, onReport }: { finding: Finding; onReport: (report: Report) => void }) {
  const { t } = useI18n();
  const { hasAccess } = useHost();
  const { doctor } = useApi();
  const { success, failure } = useAlerts();
  const [isBusy, setBusy] = useState(false);
  const { id, severity, title, detail, fix, action } = finding;
  const putRight = async (name: string) => {
    setBusy(true);
    try {
      onReport(await doctor.act(name));
      success(t("overview.done"));
    } catch (error) {
      failure(t("overview.notDone"), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Alert
      isInline
      isPlain={severity === "info"}
      variant={VARIANTS[severity]}
      component="h3"
      title={title}
      data-testid={`finding-${id}`}
      actionLinks={
        action !== null &&
        hasAccess("manage-realm") && (
          <AlertActionLink onClick={() => putRight(action)} isDisabled={isBusy} isLoading={isBusy}>
            {t("overview.putRight")}
          </AlertActionLink>
        )
      }
    >
      <p>{detail}</p>
      {fix !== null && <p className="pf-v5-u-mt-sm">{fix}</p>}
    </Alert>
  );
}
