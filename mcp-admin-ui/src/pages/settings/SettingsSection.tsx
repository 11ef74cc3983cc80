// SPDX-License-Identifier: Apache-2.0
import { FormSection, Text, TextContent } from "@patternfly/react-core";
import type { PropsWithChildren } from "react";
import { useI18n } from "../../i18n/I18n";

/** Settings that belong together, and what they are about. */
export function SettingsSection({ name, children }: PropsWithChildren<{ name: string }>) {
  const { t } = useI18n();
  return (
    <FormSection title={t(`settings.${name}`)} titleElement="h2">
      <TextContent>
        <Text>{t(`settings.${name}.about`)}</Text>
      </TextContent>
      {children}
    </FormSection>
  );
}
