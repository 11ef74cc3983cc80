// SPDX-License-Identifier: Apache-2.0
import { createElement, lazy, Suspense } from "react";
import labels from "virtual:menu-labels";
import { attach } from "./host";
import { inLanguage } from "./i18n/language";

const Section = lazy(() => import("./section/Section"));

attach({
  path: "mcp-servers",
  access: "query-clients",
  element: createElement(Suspense, { fallback: null }, createElement(Section)),
  label: (locale) => inLanguage(labels, locale),
});
