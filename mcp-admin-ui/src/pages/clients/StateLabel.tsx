// SPDX-License-Identifier: Apache-2.0
import { Label } from "@patternfly/react-core";
import type { ClientState } from "../../api/clients";
import { useI18n } from "../../i18n/I18n";

const COLORS = { active: "green", pending: "orange", blocked: "red" } as const;

/** Whether a client is let in. */
export function StateLabel({ state }: { state: ClientState }) {
  const { t } = useI18n();
  return (
    <Label isCompact color={COLORS[state]}>
      {t(`clients.state.${state}`)}
    </Label>
  );
}
