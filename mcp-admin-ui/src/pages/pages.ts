// SPDX-License-Identifier: Apache-2.0
import { type ComponentType, lazy } from "react";
import type { PageProps } from "../section/routes";

interface Page {
  /** Which addresses it has, below the section's; see `matchPath`. */
  pattern: string;
  component: ComponentType<PageProps>;
}

const OverviewPage = lazy(() => import("./overview/OverviewPage"));
const CheckPage = lazy(() => import("./clients/CheckPage"));
const CleanUpPage = lazy(() => import("./clients/CleanUpPage"));
const ClientPage = lazy(() => import("./clients/ClientPage"));
const ClientsPage = lazy(() => import("./clients/ClientsPage"));
const SettingsPage = lazy(() => import("./settings/SettingsPage"));
const ServersPage = lazy(() => import("./servers/ServersPage"));
const RegisterPage = lazy(() => import("./register/RegisterPage"));
const ServerPage = lazy(() => import("./server/ServerPage"));

/** The pages of the section; the first one that the address fits is shown. */
export const pages: Page[] = [
  { pattern: "", component: ServersPage },
  { pattern: "servers", component: ServersPage },
  { pattern: "servers/new", component: RegisterPage },
  { pattern: "servers/:id/:tab?", component: ServerPage },
  { pattern: "clients", component: ClientsPage },
  { pattern: "clients/check", component: CheckPage },
  { pattern: "clients/clean-up", component: CleanUpPage },
  { pattern: "clients/:id", component: ClientPage },
  { pattern: "settings", component: SettingsPage },
  { pattern: "overview", component: OverviewPage },
];
