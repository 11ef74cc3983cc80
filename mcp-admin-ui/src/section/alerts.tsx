// SPDX-License-Identifier: Apache-2.0
import { Alert, AlertActionCloseButton, AlertGroup } from "@patternfly/react-core";
import { createContext, type PropsWithChildren, useContext, useMemo, useState } from "react";
import { ApiError } from "../api/request";
import { type Alerts, useHost } from "../host";
import { useI18n } from "../i18n/I18n";
import type { Translate } from "../i18n/translate";

interface Messages {
  /** Says that something was done. */
  success(title: string, description?: string): void;
  /** Says that something was not done, and why. */
  failure(title: string, error: unknown): void;
}

interface Shown {
  id: number;
  title: string;
  variant: Parameters<Alerts["addAlert"]>[1];
  description: string | undefined;
}

const AlertsContext = createContext<Messages>({ success: () => {}, failure: () => {} });

/** Shows messages among the console's own, where they outlive the page; else in a stack of the section. */
export function AlertsProvider({ children }: PropsWithChildren) {
  const host = useHost();
  const { t } = useI18n();
  const [shown, setShown] = useState<Shown[]>([]);
  const hide = (id: number) => setShown((before) => before.filter((alert) => alert.id !== id));
  const { alerts } = host;
  const messages = useMemo<Messages>(() => {
    const show: Alerts["addAlert"] =
      alerts?.addAlert ??
      ((title, variant, description) =>
        setShown((before) => [{ id: Date.now() + before.length, title, variant, description }, ...before]));
    return {
      success: (title, description) => show(title, "success", description),
      failure: (title, error) => show(title, "danger", sentence(error, t)),
    };
  }, [alerts?.addAlert, t]);
  return (
    <AlertsContext.Provider value={messages}>
      {alerts === undefined && (
        <AlertGroup isToast isLiveRegion>
          {shown.map(({ id, title, variant, description }) => (
            <Alert
              key={id}
              variant={variant}
              title={title}
              timeout
              onTimeout={() => hide(id)}
              actionClose={<AlertActionCloseButton onClose={() => hide(id)} />}
            >
              {description}
            </Alert>
          ))}
        </AlertGroup>
      )}
      {children}
    </AlertsContext.Provider>
  );
}

/** Says to the administrator what became of what they did. */
export function useAlerts(): Messages {
  return useContext(AlertsContext);
}

/** Why something was not done, as a sentence: the server's own where it gave one. */
export function sentence(error: unknown, t: Translate): string {
  if (!(error instanceof ApiError)) {
    return t("error.script", { message: error instanceof Error ? error.message : String(error) });
  }
  if (error.message !== "") {
    return error.message;
  }
  const fields = Object.entries(error.fields).map(([field, message]) => `${field} ${message}`.trim());
  if (fields.length > 0) {
    return fields.join("; ");
  }
  const known = ["unreachable", "401", "403", "404", "412"].find(
    (name) => name === error.code || name === String(error.status),
  );
  return known === undefined ? t("error.status", { status: error.status }) : t(`error.${known}`);
}
