// SPDX-License-Identifier: Apache-2.0
import { ActionGroup, Alert, Button, ExpandableSection, Form, PageSection } from "@patternfly/react-core";
import { type FormEvent, useState } from "react";
import { useApi } from "../../api/Api";
import { ApiError } from "../../api/request";
import { useLoaded } from "../../api/useLoaded";
import { type Server, type ServerSettings, STATUSES } from "../../api/servers";
import { ChoiceField, TextField } from "../../components/form/fieldControls";
import { Fields } from "../../components/form/Fields";
import { PickerField } from "../../components/form/PickerField";
import { useForm } from "../../components/form/useForm";
import { LoadedContent } from "../../components/LoadedContent";
import { ViewHeader } from "../../components/ViewHeader";
import { useI18n } from "../../i18n/I18n";
import { sentence, useAlerts } from "../../section/alerts";
import { useNavigation } from "../../section/useNavigation";
import { SecretDialog } from "../server/SecretDialog";
import { OptionalFields } from "../server/settings/OptionalFields";
import { useServerPreview } from "../server/useServerPreview";
import { Preview } from "./Preview";

const INITIAL: Partial<ServerSettings> = {
  status: "active",
  transport: "http_streamable",
  auth_mode: "oauth",
  scopes_supported: [],
  exchange_targets: [],
  require_pkce: true,
  require_resource_param: true,
  require_dpop: false,
};

/** Registers a server. What it begins with is the realm's to say. */
export default function RegisterPage() {
  const { t } = useI18n();
  const { servers } = useApi();
  const defaults = useLoaded((signal) => servers.validate({}, undefined, signal), [servers]);
  return (
    <>
      <ViewHeader
        title={t("register")}
        help={t("register.help")}
        crumbs={[{ text: t("menu"), path: "servers" }, { text: t("register") }]}
      />
      <PageSection variant="light">
        <LoadedContent loaded={defaults}>
          {({ default_token_lifetime }) => <RegisterForm tokenLifetime={default_token_lifetime} />}
        </LoadedContent>
      </PageSection>
    </>
  );
}

/** Two fields, and the rest for who wants more. */
function RegisterForm({ tokenLifetime }: { tokenLifetime: number }) {
  const { t } = useI18n();
  const { servers } = useApi();
  const { success } = useAlerts();
  const { open } = useNavigation();
  const form = useForm<Partial<ServerSettings>>({ ...INITIAL, token_lifetime: tokenLifetime });
  const [isExpanded, setExpanded] = useState(false);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [created, setCreated] = useState<Server>();
  // What has the server's default is left to the server.
  const { preview, errors } = useServerPreview(form.changes, undefined, form.isChanged);
  const shown = isTried
    ? errors
    : Object.fromEntries(Object.entries(errors).filter(([field]) => field in form.changes));

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setBusy(true);
    setFailure(undefined);
    try {
      setCreated(await servers.create(form.changes));
    } catch (error) {
      setFailure(error);
      setExpanded(isExpanded || hasFolded(error));
    }
    setBusy(false);
  };
  const leave = () => {
    success(t("register.done", { name: created!.name }));
    open(`servers/${created!.server_id}/connect`);
  };

  return (
    <>
      <Form isHorizontal onSubmit={(event) => void save(event)} data-testid="register-form" noValidate>
        {failure !== undefined && (
          <Alert isInline variant="danger" title={t("error.notSaved")} data-testid="failure">
            {sentence(failure, t)}
          </Alert>
        )}
        <Fields
          form={form}
          prefix="server"
          errors={{ ...shown, ...(failure instanceof ApiError && !form.isChanged ? failure.fields : {}) }}
        >
          <TextField name="name" isRequired />
          <TextField name="resource_uri" isRequired placeholder="https://mcp.example.com/mcp" />
          <PickerField name="scopes_supported" />
          <ExpandableSection
            toggleText={t("register.optional")}
            isExpanded={isExpanded}
            onToggle={(_, now) => setExpanded(now)}
          >
            {isExpanded && (
              <div className="pf-v5-c-form pf-m-horizontal">
                <ChoiceField name="status" choices={STATUSES} />
                <OptionalFields />
              </div>
            )}
          </ExpandableSection>
        </Fields>
        <Preview preview={preview} />
        <ActionGroup>
          <Button type="submit" data-testid="save" isLoading={isBusy} isDisabled={isBusy}>
            {t("register.action")}
          </Button>
          <Button variant="link" onClick={() => open("servers")}>
            {t("cancel")}
          </Button>
        </ActionGroup>
      </Form>
      {created && <SecretDialog server={created} onClose={leave} />}
    </>
  );
}

const ALWAYS_SHOWN = new Set(["", "name", "resource_uri", "scopes_supported"]);

function hasFolded(error: unknown): boolean {
  return error instanceof ApiError && Object.keys(error.fields).some((field) => !ALWAYS_SHOWN.has(field));
}
