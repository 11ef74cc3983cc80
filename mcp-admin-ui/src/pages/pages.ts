// SPDX-License-Identifier: Apache-2.0
import { type ComponentType, lazy } from "react";
import type { PathParameters } from "../section/routes";

export interface PageProps {
  /** What the address says for the `:names` of the pattern. */
  parameters: PathParameters;
}

interface Page {
  /** Which addresses it has, below the section's; see `matchPath`. */
  pattern: string;
  component: ComponentType<PageProps>;
}

const OverviewPage = lazy(() => import("./overview/OverviewPage"));
const ServersPage = lazy(() => import("./servers/ServersPage"));

/** The pages of the section; the first one that the address fits is shown. */
export const pages: Page[] = [
  { pattern: "", component: ServersPage },
  { pattern: "servers", component: ServersPage },
  { pattern: "overview", component: OverviewPage },
];
