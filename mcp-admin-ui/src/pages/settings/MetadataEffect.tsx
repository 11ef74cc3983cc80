// SPDX-License-Identifier: Apache-2.0
import { CodeBlock, CodeBlockCode, FormGroup, HelperText, HelperTextItem } from "@patternfly/react-core";
import { useI18n } from "../../i18n/I18n";

interface Props {
  member: string;
  /** What the metadata says; nothing if the member is left out. */
  value: string | boolean | undefined;
  /** Whether it says so already. */
  isSaved: boolean;
}

/** What becomes of the realm's metadata, which clients read before anything else. */
export function MetadataEffect({ member, value, isSaved }: Props) {
  const { t } = useI18n();
  return (
    <FormGroup label={t("settings.effect")} role="group" fieldId={`effect-${member}`}>
      {value === undefined ? (
        <p data-testid={`effect-${member}`}>{t("settings.effect.absent", { member })}</p>
      ) : (
        <CodeBlock>
          <CodeBlockCode data-testid={`effect-${member}`}>
            {`${JSON.stringify(member)}: ${JSON.stringify(value)}`}
          </CodeBlockCode>
        </CodeBlock>
      )}
      {!isSaved && (
        <HelperText>
          <HelperTextItem variant="warning" hasIcon>
            {t("settings.effect.unsaved")}
          </HelperTextItem>
        </HelperText>
      )}
    </FormGroup>
  );
}
