// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, PageSection } from "@patternfly/react-core";
import { Component, type PropsWithChildren } from "react";
import { useI18n } from "../i18n/I18n";
import { sentence } from "./alerts";

interface State {
  error: unknown;
}

/** Keeps a mistake of a page to the page: the console around it goes on. */
export class ErrorBoundary extends Component<PropsWithChildren, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error === undefined ? (
      this.props.children
    ) : (
      <Failure error={error} onRetry={() => this.setState({ error: undefined })} />
    );
  }
}

function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useI18n();
  return (
    <PageSection variant="light">
      <Alert
        isInline
        variant="danger"
        title={t("error.page")}
        actionLinks={
          <Button variant="link" isInline onClick={onRetry}>
            {t("retry")}
          </Button>
        }
      >
        {sentence(error, t)}
      </Alert>
    </PageSection>
  );
}
