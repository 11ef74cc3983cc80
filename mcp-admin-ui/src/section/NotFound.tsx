// SPDX-License-Identifier: Apache-2.0
import {
  EmptyState,
  EmptyStateBody,
  EmptyStateFooter,
  EmptyStateHeader,
  PageSection,
} from "@patternfly/react-core";
import { Link } from "../components/Link";
import { useI18n } from "../i18n/I18n";

/** What is shown for an address that no page has. */
export function NotFound() {
  const { t } = useI18n();
  return (
    <PageSection variant="light">
      <EmptyState>
        <EmptyStateHeader titleText={t("notFound.title")} headingLevel="h1" />
        <EmptyStateBody>{t("notFound.body")}</EmptyStateBody>
        <EmptyStateFooter>
          <Link path="">{t("notFound.link")}</Link>
        </EmptyStateFooter>
      </EmptyState>
    </PageSection>
  );
}
