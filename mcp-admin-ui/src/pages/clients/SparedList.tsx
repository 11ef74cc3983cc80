// SPDX-License-Identifier: Apache-2.0
import { List, ListItem, Text, TextContent } from "@patternfly/react-core";
import type { Spared } from "../../api/clients";
import { useI18n } from "../../i18n/I18n";

const NAMED = 10;

/** What is left as it is, and why. */
export function SparedList({ spared }: { spared: Spared[] }) {
  const { t } = useI18n();
  if (spared.length === 0) {
    return null;
  }
  return (
    <TextContent className="pf-v5-u-mt-md" data-testid="spared">
      <Text component="h3">{t("clients.spared", { count: spared.length })}</Text>
      <List>
        {spared.slice(0, NAMED).map(({ id, client_id, reason }) => (
          <ListItem key={id}>
            {t("clients.spared.one", {
              client: client_id === "" ? id : client_id,
              reason: t(`clients.spared.${reason}`),
            })}
          </ListItem>
        ))}
        {spared.length > NAMED && (
          <ListItem>{t("clients.spared.more", { count: spared.length - NAMED })}</ListItem>
        )}
      </List>
    </TextContent>
  );
}
