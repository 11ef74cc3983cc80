// SPDX-License-Identifier: Apache-2.0
import { Button, Icon } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import type { MetadataAddress } from "../../api/doctor";
import { useI18n } from "../../i18n/I18n";
import { type Outcome, probe } from "./probe";

/** Where clients look for metadata, and what is there, seen from this browser. */
export function Addresses({ addresses }: { addresses: MetadataAddress[] }) {
  const { t } = useI18n();
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [isBusy, setBusy] = useState(false);
  const tryAll = async () => {
    setBusy(true);
    setOutcomes(await Promise.all(addresses.map(probe)));
    setBusy(false);
  };
  return (
    <>
      <Table variant="compact" aria-label={t("overview.addresses")} data-testid="overview-addresses">
        <Thead>
          <Tr>
            <Th>{t("overview.document")}</Th>
            <Th>{t("overview.address")}</Th>
            <Th>{t("overview.answer")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {addresses.map(({ kind, url }, index) => (
            <Tr key={url}>
              <Td dataLabel={t("overview.document")}>{kind}</Td>
              <Td dataLabel={t("overview.address")} modifier="breakWord">
                {url}
              </Td>
              <Td dataLabel={t("overview.answer")}>
                <Answer outcome={outcomes[index]} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Button
        variant="secondary"
        className="pf-v5-u-mt-md"
        onClick={tryAll}
        isLoading={isBusy}
        isDisabled={isBusy}
        data-testid="overview-try"
      >
        {t("overview.try")}
      </Button>
    </>
  );
}

function Answer({ outcome }: { outcome: Outcome | undefined }) {
  const { t } = useI18n();
  if (outcome === undefined) {
    return t("overview.untried");
  }
  return (
    <>
      <Icon isInline status={outcome.isRight ? "success" : "danger"} className="pf-v5-u-mr-sm">
        {outcome.isRight ? <CheckCircleIcon /> : <ExclamationCircleIcon />}
      </Icon>
      {t(outcome.text, outcome.parameters)}
    </>
  );
}
