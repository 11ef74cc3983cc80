// SPDX-License-Identifier: Apache-2.0
import { ClipboardCopyButton, CodeBlock, CodeBlockAction, CodeBlockCode } from "@patternfly/react-core";
import { useState } from "react";
import { useI18n } from "../i18n/I18n";

interface Props {
  /** What the text is, for who hears it. */
  label: string;
  text: string;
}

/** A text to be copied. */
export function CopyBlock({ label, text }: Props) {
  const { t } = useI18n();
  const [isCopied, setCopied] = useState(false);
  const id = `copy-${label.replaceAll(/\W+/g, "-")}`;
  const copy = () => {
    void navigator.clipboard?.writeText(text).then(() => setCopied(true));
  };
  return (
    <CodeBlock
      actions={
        <CodeBlockAction>
          <ClipboardCopyButton
            id={`${id}-button`}
            textId={id}
            aria-label={t("copyOf", { label })}
            variant="plain"
            onClick={copy}
            onTooltipHidden={() => setCopied(false)}
          >
            {isCopied ? t("copied") : t("copy")}
          </ClipboardCopyButton>
        </CodeBlockAction>
      }
    >
      <CodeBlockCode id={id}>{text}</CodeBlockCode>
    </CodeBlock>
  );
}
