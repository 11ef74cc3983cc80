// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Modal, Progress } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { useApi } from "../../api/Api";
import type { BulkAction, BulkReport } from "../../api/clients";
import { useLoaded } from "../../api/useLoaded";
import { LoadedContent } from "../../components/LoadedContent";
import { useI18n } from "../../i18n/I18n";
import { sentence } from "../../section/alerts";
import { type Choice, type Progress as Standing, runBulk } from "./bulk";
import { SparedList } from "./SparedList";

interface Props {
  action: BulkAction;
  choice: Choice;
  /** Called when something was done. */
  onChanged(): void;
  onClose(): void;
}

/** Asks before something is done with many clients, shows how far it is, and what was spared. */
export function BulkDialog({ action, choice, onChanged, onClose }: Props) {
  const { t } = useI18n();
  const { clients } = useApi();
  const [standing, setStanding] = useState<Standing>();
  const [state, setState] = useState<"asking" | "running" | "over">("asking");
  const [error, setError] = useState<unknown>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const preview = useLoaded(() => clients.bulk({ action, ...choice, dry_run: true }), []);
  const run = async ({ matched, spared }: BulkReport) => {
    setState("running");
    setStanding({ total: matched - spared.length, done: 0, spared });
    try {
      const { signal } = stop.current;
      await runBulk(clients.bulk, action, choice, matched - spared.length, setStanding, signal);
    } catch (failure) {
      setError(failure);
    }
    setState("over");
  };
  const close = () => {
    stop.current.abort();
    onClose();
    if (state !== "asking") {
      onChanged();
    }
  };
  const todo = preview.data === undefined ? 0 : preview.data.matched - preview.data.spared.length;
  return (
    <Modal
      isOpen
      variant="small"
      title={t(`clients.bulk.${action}`)}
      onClose={close}
      data-testid="bulk-dialog"
      {...(action === "remove" ? { titleIconVariant: "warning" as const } : {})}
      actions={[
        state === "asking" && (
          <Button
            key="confirm"
            variant={action === "remove" ? "danger" : "primary"}
            isDisabled={todo === 0}
            onClick={() => void run(preview.data!)}
            data-testid="confirm"
          >
            {t(`clients.${action}`)}
          </Button>
        ),
        <Button key="close" variant="link" onClick={close} data-testid="close">
          {state === "asking" ? t("cancel") : state === "running" ? t("clients.bulk.stop") : t("close")}
        </Button>,
      ]}
    >
      {standing === undefined ? (
        <LoadedContent loaded={preview}>
          {({ spared }) => (
            <>
              <p>{t(`clients.bulk.${action}.about`, { count: todo })}</p>
              <SparedList spared={spared} />
            </>
          )}
        </LoadedContent>
      ) : (
        <>
          <Progress
            aria-label={t(`clients.bulk.${action}`)}
            value={standing.total === 0 ? 100 : (100 * standing.done) / standing.total}
            title={t("clients.bulk.done", { count: standing.done, total: standing.total })}
            {...(error !== undefined
              ? { variant: "danger" as const }
              : state === "over"
                ? { variant: "success" as const }
                : {})}
          />
          {error !== undefined && (
            <Alert isInline variant="danger" title={t("clients.bulk.failed")} className="pf-v5-u-mt-md">
              {sentence(error, t)}
            </Alert>
          )}
          <SparedList spared={standing.spared} />
        </>
      )}
    </Modal>
  );
}
