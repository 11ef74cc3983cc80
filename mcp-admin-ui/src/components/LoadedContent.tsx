// SPDX-License-Identifier: Apache-2.0
import { Alert, Bullseye, Button, Spinner } from "@patternfly/react-core";
import type { ReactNode } from "react";
import type { Loaded } from "../api/useLoaded";
import { useI18n } from "../i18n/I18n";
import { sentence } from "../section/alerts";

interface Props<T> {
  loaded: Loaded<T>;
  children: (data: T) => ReactNode;
}

/** Shows what was loaded; until then that it is loaded, or why it is not. */
export function LoadedContent<T>({ loaded, children }: Props<T>) {
  const { t } = useI18n();
  const { data, error, reload } = loaded;
  if (error !== undefined) {
    return (
      <Alert
        isInline
        variant="danger"
        title={t("error.load")}
        actionLinks={
          <Button variant="link" isInline onClick={reload}>
            {t("retry")}
          </Button>
        }
      >
        {sentence(error, t)}
      </Alert>
    );
  }
  if (data === undefined) {
    return (
      <Bullseye>
        <Spinner size="lg" aria-label={t("loading")} />
      </Bullseye>
    );
  }
  return <>{children(data)}</>;
}
