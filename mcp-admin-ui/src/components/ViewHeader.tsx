// SPDX-License-Identifier: Apache-2.0
import {
  Breadcrumb,
  BreadcrumbItem,
  Divider,
  Level,
  LevelItem,
  PageSection,
  Text,
  TextContent,
  Toolbar,
  ToolbarContent,
} from "@patternfly/react-core";
import type { ReactNode } from "react";
import { useHost } from "../host";
import { Link } from "./Link";

export interface Crumb {
  text: string;
  /** The path of its page; none for the page that is shown. */
  path?: string;
}

interface Props {
  title: string;
  /** What the page is for, in one or two sentences; not shown to who does not want help. */
  help?: ReactNode;
  crumbs?: Crumb[];
  badges?: ReactNode;
  /** `ToolbarItem`s. */
  actions?: ReactNode;
  /** Whether tabs follow, which have a line of their own. */
  hasTabs?: boolean;
}

/** The head of a page, as the console's own pages have it. */
export function ViewHeader({ title, help, crumbs = [], badges, actions, hasTabs = false }: Props) {
  const { isHelpOn } = useHost();
  return (
    <>
      {crumbs.length > 0 && (
        <PageSection type="breadcrumb" variant="light">
          <Breadcrumb>
            {crumbs.map(({ text, path }) => (
              <BreadcrumbItem key={text} isActive={path === undefined}>
                {path === undefined ? text : <Link path={path}>{text}</Link>}
              </BreadcrumbItem>
            ))}
          </Breadcrumb>
        </PageSection>
      )}
      <PageSection variant="light">
        <Level hasGutter>
          <LevelItem>
            <Level hasGutter>
              <LevelItem>
                <TextContent className="pf-v5-u-mr-sm">
                  <Text component="h1" data-testid="view-header">
                    {title}
                  </Text>
                </TextContent>
              </LevelItem>
              {badges !== undefined && <LevelItem>{badges}</LevelItem>}
            </Level>
          </LevelItem>
          {actions !== undefined && (
            <LevelItem>
              <Toolbar className="pf-v5-u-p-0">
                <ToolbarContent>{actions}</ToolbarContent>
              </Toolbar>
            </LevelItem>
          )}
        </Level>
        {isHelpOn && help !== undefined && (
          <TextContent>
            <Text>{help}</Text>
          </TextContent>
        )}
      </PageSection>
      {!hasTabs && <Divider component="div" />}
    </>
  );
}
