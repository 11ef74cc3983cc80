// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, Modal, type ModalProps } from "@patternfly/react-core";
import { type PropsWithChildren, useState } from "react";
import { useI18n } from "../i18n/I18n";
import { sentence } from "../section/alerts";

interface Props {
  title: string;
  /** What the button says that does it. */
  action: string;
  /** Whether it cannot be undone, or breaks something. */
  isDanger?: boolean;
  variant?: ModalProps["variant"];
  /** Does it; if it fails, the dialog stays and says why. */
  onConfirm(): Promise<void>;
  onClose(): void;
}

/** Asks before something is done, and shows that it is being done. */
export function ConfirmDialog(props: PropsWithChildren<Props>) {
  const { title, action, isDanger = false, variant = "small", onConfirm, onClose, children } = props;
  const { t } = useI18n();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Modal
      isOpen
      variant={variant}
      title={title}
      {...(isDanger ? { titleIconVariant: "warning" as const } : {})}
      onClose={onClose}
      actions={[
        <Button
          key="confirm"
          data-testid="confirm"
          variant={isDanger ? "danger" : "primary"}
          isLoading={isBusy}
          isDisabled={isBusy}
          onClick={() => void confirm()}
        >
          {action}
        </Button>,
        <Button key="cancel" data-testid="cancel" variant="link" isDisabled={isBusy} onClick={onClose}>
          {t("cancel")}
        </Button>,
      ]}
    >
      {children}
      {error !== undefined && (
        <Alert isInline variant="danger" title={t("error.notDone")} className="pf-v5-u-mt-md">
          {sentence(error, t)}
        </Alert>
      )}
    </Modal>
  );
}
