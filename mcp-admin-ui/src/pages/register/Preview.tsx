// SPDX-License-Identifier: Apache-2.0
import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  FormGroup,
} from "@patternfly/react-core";
import type { ServerPreview } from "../../api/servers";
import { useI18n } from "../../i18n/I18n";

/** What the server would be known by. */
export function Preview({ preview }: { preview: ServerPreview | undefined }) {
  const { t } = useI18n();
  const rows = [
    [t("server.server_id"), preview?.server_id],
    [t("server.metadata"), preview?.protected_resource_metadata],
  ] as const;
  return (
    <FormGroup label={t("register.preview")} role="group" data-testid="preview">
      <DescriptionList isCompact aria-live="polite">
        {rows.map(([term, description]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription>
              {description ?? t("register.preview.none")}
            </DescriptionListDescription>
          </DescriptionListGroup>
        ))}
      </DescriptionList>
    </FormGroup>
  );
}
