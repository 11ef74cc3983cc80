// SPDX-License-Identifier: Apache-2.0
import { Alert, Icon } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { ChallengeReport } from "../../../api/challenge";
import { CopyBlock } from "../../../components/CopyBlock";
import { useI18n } from "../../../i18n/I18n";

/** What the server would answer, and why. */
export function Report({ report }: { report: ChallengeReport }) {
  const { t } = useI18n();
  const { status, valid, message, checks = [], www_authenticate: header } = report;
  return (
    <div className="pf-v5-u-mt-lg" data-testid="report">
      <Alert
        isInline
        variant={valid ? "success" : checks.length === 0 ? "info" : "danger"}
        title={t("test.answer", { status })}
        className="pf-v5-u-mb-md"
      >
        {message}
      </Alert>
      {header !== undefined && <CopyBlock label="WWW-Authenticate" text={`WWW-Authenticate: ${header}`} />}
      {checks.length > 0 && (
        <Table variant="compact" aria-label={t("test.checks")}>
          <Thead>
            <Tr>
              <Th>{t("test.check")}</Th>
              <Th>{t("test.result")}</Th>
              <Th>{t("test.message")}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {checks.map(({ name, ok, message: about }) => (
              <Tr key={name} data-testid={`check-${name}`}>
                <Td dataLabel={t("test.check")}>{t(`test.check.${name}`)}</Td>
                <Td dataLabel={t("test.result")}>
                  <Icon status={ok ? "success" : "danger"} isInline>
                    {ok ? <CheckCircleIcon /> : <ExclamationCircleIcon />}
                  </Icon>{" "}
                  {t(ok ? "test.right" : "test.wrong")}
                </Td>
                <Td dataLabel={t("test.message")}>{about}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </div>
  );
}
