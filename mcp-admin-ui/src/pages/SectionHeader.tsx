// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { LinkTabs } from "../components/LinkTabs";
import { ViewHeader } from "../components/ViewHeader";
import { useI18n } from "../i18n/I18n";

/** The pages that one chooses from at the top of the section, each at the path of its name. */
const TABS = ["servers", "clients", "settings", "overview"] as const;

export type SectionTab = (typeof TABS)[number];

interface Props {
  current: SectionTab;
  actions?: ReactNode;
}

/** The head of the section's main pages. */
export function SectionHeader({ current, actions }: Props) {
  const { t } = useI18n();
  const tabs = TABS.map((tab) => ({ path: tab, title: t(`section.${tab}`) }));
  return (
    <>
      <ViewHeader title={t("menu")} help={t("section.help")} actions={actions} hasTabs />
      <LinkTabs label={t("menu")} tabs={tabs} current={current} />
    </>
  );
}
