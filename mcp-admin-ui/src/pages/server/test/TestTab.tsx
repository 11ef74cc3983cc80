// SPDX-License-Identifier: Apache-2.0
import { ActionGroup, Alert, Button, Form, Text, TextContent } from "@patternfly/react-core";
import { type FormEvent, useState } from "react";
import { challenge, type ChallengeReport } from "../../../api/challenge";
import { TextField } from "../../../components/form/fieldControls";
import { Fields } from "../../../components/form/Fields";
import { PickerField } from "../../../components/form/PickerField";
import { useForm } from "../../../components/form/useForm";
import { useHost } from "../../../host";
import { useI18n } from "../../../i18n/I18n";
import { sentence } from "../../../section/alerts";
import type { TabProps } from "../tab";
import { Report } from "./Report";

interface Request {
  token: string | null;
  scopes: string[];
}

const NOTHING: Request = { token: null, scopes: [] };

/** Says what is right and wrong with a token for a server. */
export function TestTab({ server }: TabProps) {
  const { t } = useI18n();
  const { serverBaseUrl, realm } = useHost();
  const form = useForm(NOTHING);
  const [isBusy, setBusy] = useState(false);
  const [report, setReport] = useState<ChallengeReport>();
  const [failure, setFailure] = useState<unknown>();
  const { token, scopes } = form.values;
  const test = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setReport(undefined);
    setFailure(undefined);
    try {
      setReport(await challenge(serverBaseUrl, realm, server.server_id, withoutScheme(token ?? ""), scopes));
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const findScopes = (search: string) =>
    Promise.resolve(
      server.scopes_supported.filter((name) => name.includes(search)).map((value) => ({ value })),
    );
  return (
    <>
      <TextContent className="pf-v5-u-mb-lg">
        <Text>{t("test.help")}</Text>
      </TextContent>
      <Form isHorizontal onSubmit={(event) => void test(event)} data-testid="test-form">
        <Fields form={form} prefix="test">
          <TextField name="token" isLong />
          <PickerField name="scopes" find={findScopes} />
        </Fields>
        <ActionGroup>
          <Button type="submit" data-testid="run-test" isLoading={isBusy} isDisabled={isBusy}>
            {t(token === null ? "test.withoutToken" : "test.withToken")}
          </Button>
        </ActionGroup>
      </Form>
      {failure !== undefined && (
        <Alert isInline variant="danger" title={t("error.notDone")} className="pf-v5-u-mt-lg">
          {sentence(failure, t)}
        </Alert>
      )}
      {report !== undefined && <Report report={report} />}
    </>
  );
}

/** People copy the whole header. */
function withoutScheme(text: string): string {
  return text.trim().replace(/^(Authorization:\s*)?Bearer\s+/i, "");
}
