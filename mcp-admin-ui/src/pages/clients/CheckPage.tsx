// SPDX-License-Identifier: Apache-2.0
import {
  ActionGroup,
  Alert,
  Button,
  CodeBlock,
  CodeBlockCode,
  Form,
  List,
  ListItem,
  PageSection,
} from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../api/Api";
import type { Verdict } from "../../api/clients";
import { ApiError } from "../../api/request";
import { TextField } from "../../components/form/fieldControls";
import { Fields } from "../../components/form/Fields";
import { JsonField } from "../../components/form/JsonField";
import { RadioField } from "../../components/form/RadioField";
import { useForm } from "../../components/form/useForm";
import { ViewHeader } from "../../components/ViewHeader";
import { useI18n } from "../../i18n/I18n";
import { sentence } from "../../section/alerts";

const KINDS = ["client_id", "document", "registration"] as const;

interface Question {
  kind: (typeof KINDS)[number];
  client_id: string | null;
  document: unknown;
  registration: unknown;
}

const VARIANTS = { accepted: "success", pending: "warning", refused: "danger" } as const;

/** Answers whether a client would be let in, and which rule decides. */
export default function CheckPage() {
  const { t } = useI18n();
  const { clients } = useApi();
  const form = useForm<Question>({
    kind: "client_id",
    client_id: null,
    document: undefined,
    registration: undefined,
  });
  const [verdict, setVerdict] = useState<Verdict>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const { kind } = form.values;
  const ask = async () => {
    setBusy(true);
    setVerdict(undefined);
    setError(undefined);
    try {
      setVerdict(await clients.check({ [kind]: form.values[kind] ?? "" }));
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return (
    <>
      <ViewHeader
        title={t("clients.check")}
        help={t("clients.check.help")}
        crumbs={[{ text: t("section.clients"), path: "clients" }, { text: t("clients.check") }]}
      />
      <PageSection variant="light">
        <Form
          isWidthLimited
          maxWidth="50rem"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void ask();
          }}
        >
          <Fields form={form} errors={error instanceof ApiError ? error.fields : {}} prefix="clients.check">
            <RadioField name="kind" choices={KINDS} />
            {kind === "client_id" ? (
              <TextField key={kind} name={kind} isRequired placeholder="https://" />
            ) : (
              <JsonField key={kind} name={kind} isRequired />
            )}
          </Fields>
          {error !== undefined && (
            <Alert isInline isLiveRegion variant="danger" title={t("error.notDone")}>
              {sentence(error, t)}
            </Alert>
          )}
          <ActionGroup>
            <Button type="submit" isLoading={isBusy} isDisabled={isBusy} data-testid="check-ask">
              {t("clients.check.ask")}
            </Button>
          </ActionGroup>
          {verdict && <Answer verdict={verdict} />}
        </Form>
      </PageSection>
    </>
  );
}

function Answer({ verdict }: { verdict: Verdict }) {
  const { t } = useI18n();
  const { outcome, rule, message, product, registered, dropped } = verdict;
  return (
    <>
      <Alert
        isInline
        isLiveRegion
        variant={VARIANTS[outcome]}
        title={t(`clients.check.${outcome}`)}
        data-testid="check-verdict"
      >
        <p>{message}</p>
        <p>{t("clients.check.rule", { rule })}</p>
        {product !== null && <p>{t("clients.check.product", { product })}</p>}
      </Alert>
      {dropped.length > 0 && (
        <Alert isInline isPlain variant="info" title={t("clients.check.dropped")}>
          <List>
            {dropped.map((one) => (
              <ListItem key={one}>{one}</ListItem>
            ))}
          </List>
        </Alert>
      )}
      {registered !== null && registered !== undefined && (
        <CodeBlock>
          <CodeBlockCode data-testid="check-registered">{JSON.stringify(registered, null, 2)}</CodeBlockCode>
        </CodeBlock>
      )}
    </>
  );
}
