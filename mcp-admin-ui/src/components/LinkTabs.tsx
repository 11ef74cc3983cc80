// SPDX-License-Identifier: Apache-2.0
import { Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import { type MouseEvent, type ReactNode } from "react";
import { PAGE } from "../section/routes";
import { useNavigation } from "../section/useNavigation";
import { isPlainClick } from "./Link";

export interface LinkTab {
  /** The path of the page that has this tab open. */
  path: string;
  title: ReactNode;
}

interface Props {
  label: string;
  tabs: LinkTab[];
  /** The path of the tab that is open. */
  current: string;
}

/** Tabs of which each has an address. */
export function LinkTabs({ label, tabs, current }: Props) {
  const { open, href } = useNavigation();
  const select = (event: MouseEvent, path: string | number) => {
    if (isPlainClick(event)) {
      event.preventDefault();
      open(String(path));
    }
  };
  return (
    <Tabs
      component="nav"
      aria-label={label}
      activeKey={current}
      onSelect={select}
      isBox
      usePageInsets
      className="pf-v5-u-background-color-100 pf-v5-u-flex-shrink-0"
    >
      {tabs.map(({ path, title }) => (
        <Tab
          key={path}
          eventKey={path}
          tabContentId={PAGE}
          href={href(path)}
          title={<TabTitleText>{title}</TabTitleText>}
          data-testid={`tab-${path.replaceAll("/", "-")}`}
        />
      ))}
    </Tabs>
  );
}
