// SPDX-License-Identifier: Apache-2.0
import { Alert, Stack, StackItem, Text, TextContent } from "@patternfly/react-core";
import { CopyBlock } from "../../../components/CopyBlock";
import { useI18n } from "../../../i18n/I18n";
import type { TabProps } from "../tab";
import { clientExamples } from "./clients";
import { Examples } from "./Examples";
import { proxyExamples } from "./proxies";
import { serverExamples } from "./servers";
import { targetOf } from "./target";

/** What is copied to clients, to the MCP server and to the proxy before it. */
export function ConnectTab({ server }: TabProps) {
  const { t } = useI18n();
  const target = targetOf(server);
  const hasTokens = server.transport !== "stdio" && server.auth_mode === "oauth";
  if (!hasTokens) {
    return <Alert isInline variant="info" title={t("connect.noTokens")} />;
  }
  return (
    <Stack hasGutter>
      {server.status !== "active" && (
        <StackItem>
          <Alert isInline variant="warning" title={t("connect.inactive")} />
        </StackItem>
      )}
      <StackItem>
        <TextContent>
          <Text component="h2">{t("connect.clients")}</Text>
          <Text>{t("connect.clients.help")}</Text>
        </TextContent>
      </StackItem>
      <StackItem>
        <Examples label={t("connect.clients")} examples={clientExamples(target)} />
      </StackItem>
      <StackItem>
        <TextContent>
          <Text component="h2">{t("connect.challenge")}</Text>
          <Text>{t("connect.challenge.help")}</Text>
        </TextContent>
      </StackItem>
      <StackItem>
        <CopyBlock label={t("connect.challenge")} text={`WWW-Authenticate: ${target.challenge}`} />
      </StackItem>
      <StackItem>
        <TextContent>
          <Text component="h2">{t("server.metadata")}</Text>
          <Text>{t("connect.metadata.help")}</Text>
        </TextContent>
      </StackItem>
      <StackItem>
        <CopyBlock
          label={t("server.metadata")}
          text={`${target.metadata}\n${server.discovery.authorization_server_metadata}`}
        />
      </StackItem>
      <StackItem>
        <TextContent>
          <Text component="h2">{t("connect.servers")}</Text>
          <Text>{t("connect.servers.help")}</Text>
        </TextContent>
      </StackItem>
      <StackItem>
        <Examples label={t("connect.servers")} examples={serverExamples(target)} />
      </StackItem>
      <StackItem>
        <TextContent>
          <Text component="h2">{t("connect.proxies")}</Text>
          <Text>{t("connect.proxies.help")}</Text>
        </TextContent>
      </StackItem>
      <StackItem>
        <Examples label={t("connect.proxies")} examples={proxyExamples(target)} />
      </StackItem>
    </Stack>
  );
}
