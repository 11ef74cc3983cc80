// SPDX-License-Identifier: Apache-2.0
import {
  Button,
  CodeBlock,
  CodeBlockCode,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  PageSection,
  Text,
  TextContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { type ReactNode, useState } from "react";
import { useApi } from "../../api/Api";
import type { McpClientDetails } from "../../api/clients";
import { useLoaded } from "../../api/useLoaded";
import { Link } from "../../components/Link";
import { LoadedContent } from "../../components/LoadedContent";
import { ViewHeader } from "../../components/ViewHeader";
import { useHost } from "../../host";
import { useI18n } from "../../i18n/I18n";
import type { PageProps } from "../../section/routes";
import { useNavigation } from "../../section/useNavigation";
import { type ClientAction, ClientDialog, actionsFor } from "./ClientDialog";
import { day, moment, nameOf } from "./names";
import { StateLabel } from "./StateLabel";

/** All that is known of one MCP client. */
export default function ClientPage({ parameters: { id = "" } }: PageProps) {
  const { t } = useI18n();
  const { clients } = useApi();
  const { open } = useNavigation();
  const client = useLoaded((signal) => clients.get(id, signal), [clients, id]);
  const [asked, setAsked] = useState<ClientAction>();
  const { data } = client;
  const name = data === undefined ? "" : nameOf(data);
  return (
    <>
      <ViewHeader
        title={name}
        crumbs={[{ text: t("section.clients"), path: "clients" }, { text: name }]}
        badges={data && <StateLabel state={data.state} />}
        actions={
          data &&
          actionsFor(data).map((action) => (
            <ToolbarItem key={action}>
              <Button
                variant={action === "approve" || action === "unblock" ? "primary" : "secondary"}
                isDanger={action === "remove"}
                onClick={() => setAsked(action)}
                data-testid={`client-${action}`}
              >
                {t(`clients.${action}`)}
              </Button>
            </ToolbarItem>
          ))
        }
      />
      <PageSection variant="light">
        <LoadedContent loaded={client}>{(details) => <Details client={details} />}</LoadedContent>
      </PageSection>
      {data && asked && (
        <ClientDialog
          client={data}
          action={asked}
          onChanged={() => (asked === "remove" ? open("clients") : client.reload())}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

function Details({ client }: { client: McpClientDetails }) {
  const { t, locale } = useI18n();
  const { realm } = useHost();
  const never = t("clients.never");
  const entries: [string, ReactNode][] = [
    ["clientId", client.client_id],
    ["product", product(client) ?? t("clients.product.none")],
    ["onboarding", t(`clients.onboarding.${client.onboarding}`)],
    ["source", client.source],
    ["created", moment(client.created_at, locale, t("clients.unknown"))],
    ["lastUsed", day(client.last_used_on, locale, never)],
    ["expires", moment(client.expires_at, locale, never)],
    ["users", client.users.toLocaleString(locale)],
    ["offlineSessions", client.offline_sessions.toLocaleString(locale)],
    ["servers", <Servers key="servers" ids={client.servers} />],
    ["authentication", client.public ? t("clients.public") : t("clients.confidential")],
    ["redirectUris", lines(client.redirect_uris)],
    ["grantTypes", client.grant_types.join(", ")],
    ["scopes", client.scopes.join(", ")],
    ["software", [client.software_id, client.software_version].filter(Boolean).join(" ")],
    ["clientUri", client.client_uri],
  ];
  return (
    <>
      <DescriptionList
        isHorizontal
        horizontalTermWidthModifier={{ default: "14rem" }}
        data-testid="client-details"
      >
        {entries
          .filter(([, value]) => value !== null && value !== "")
          .map(([key, value]) => (
            <DescriptionListGroup key={key}>
              <DescriptionListTerm>{t(`clients.${key}`)}</DescriptionListTerm>
              <DescriptionListDescription className="pf-v5-u-text-break-word">
                {value}
              </DescriptionListDescription>
            </DescriptionListGroup>
          ))}
      </DescriptionList>
      {client.document && <Document document={client.document} />}
      <p className="pf-v5-u-mt-lg">
        <a href={`#/${encodeURIComponent(realm)}/clients/${client.id}/settings`}>{t("clients.inConsole")}</a>
      </p>
    </>
  );
}

function product({ product, publisher }: McpClientDetails): string | null {
  return product === null || publisher === null || publisher === "" ? product : `${product} (${publisher})`;
}

function lines(texts: string[]): ReactNode {
  return texts.map((text) => <div key={text}>{text}</div>);
}

function Servers({ ids }: { ids: string[] }) {
  const { t } = useI18n();
  return ids.length === 0
    ? t("clients.servers.none")
    : ids.map((id) => (
        <div key={id}>
          <Link path={`servers/${id}`}>{id}</Link>
        </div>
      ));
}

function Document({ document }: { document: NonNullable<McpClientDetails["document"]> }) {
  const { t, locale } = useI18n();
  const { fetched_at, expires_at, last_error, content } = document;
  return (
    <TextContent className="pf-v5-u-mt-lg">
      <Text component="h2">{t("clients.document")}</Text>
      <Text>
        {t("clients.document.fetched", {
          fetched: moment(fetched_at, locale, ""),
          expires: moment(expires_at, locale, ""),
        })}
        {last_error !== null && ` ${t("clients.document.error", { error: last_error })}`}
      </Text>
      <CodeBlock>
        <CodeBlockCode>{JSON.stringify(content, null, 2)}</CodeBlockCode>
      </CodeBlock>
    </TextContent>
  );
}
