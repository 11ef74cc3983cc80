// SPDX-License-Identifier: Apache-2.0
import { Label } from "@patternfly/react-core";
import type { ServerStatus } from "../../api/servers";
import { useI18n } from "../../i18n/I18n";

const COLOURS = { active: "green", draft: "blue", suspended: "orange" } as const;

/** The status of a server, in a word and a colour. */
export function ServerStatusLabel({ status }: { status: ServerStatus }) {
  const { t } = useI18n();
  return (
    <Label color={COLOURS[status]} isCompact data-testid="server-status">
      {t(`server.status.${status}`)}
    </Label>
  );
}
