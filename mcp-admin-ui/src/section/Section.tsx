// SPDX-License-Identifier: Apache-2.0
import { PageSection, Spinner } from "@patternfly/react-core";
import { Suspense } from "react";
import { ApiProvider } from "../api/Api";
import { useHost, usePlace } from "../host";
import { I18nProvider } from "../i18n/I18n";
import { pages } from "../pages/pages";
import { AlertsProvider } from "./alerts";
import { ErrorBoundary } from "./ErrorBoundary";
import { NotFound } from "./NotFound";
import { matchPath, PAGE, pathWithin } from "./routes";

/** The section: one shell that stays, and in it the page that the address names. */
export default function Section() {
  const { realm } = useHost();
  return (
    <I18nProvider>
      <ErrorBoundary>
        <AlertsProvider>
          <ApiProvider>
            <CurrentPage key={realm} />
          </ApiProvider>
        </AlertsProvider>
      </ErrorBoundary>
    </I18nProvider>
  );
}

function CurrentPage() {
  const path = pathWithin(usePlace().pathname);
  for (const { pattern, component: Component } of pages) {
    const parameters = matchPath(pattern, path);
    if (parameters !== undefined) {
      return (
        <Suspense fallback={<Loading />}>
          <div id={PAGE} style={{ display: "contents" }}>
            <Component key={pattern} parameters={parameters} />
          </div>
        </Suspense>
      );
    }
  }
  return <NotFound />;
}

function Loading() {
  return (
    <PageSection variant="light">
      <Spinner size="lg" />
    </PageSection>
  );
}
