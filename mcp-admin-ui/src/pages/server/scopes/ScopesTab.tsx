// SPDX-License-Identifier: Apache-2.0
import { Text, TextContent } from "@patternfly/react-core";
import { useI18n } from "../../../i18n/I18n";
import { ServerForm } from "../ServerForm";
import type { TabProps } from "../tab";
import { ScopesEditor } from "./ScopesEditor";

/** What clients may be allowed to do at a server, in words, and who may allow it. */
export function ScopesTab(props: TabProps) {
  const { t } = useI18n();
  return (
    <>
      <TextContent className="pf-v5-u-mb-lg">
        <Text>{t("server.scopes.help")}</Text>
      </TextContent>
      <ServerForm {...props} tab="scopes">
        <ScopesEditor />
      </ServerForm>
    </>
  );
}
