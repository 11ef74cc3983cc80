// SPDX-License-Identifier: Apache-2.0
import { Alert, Button, ClipboardCopy, Form, FormGroup, Modal } from "@patternfly/react-core";
import type { Server } from "../../api/servers";
import { useI18n } from "../../i18n/I18n";

interface Props {
  /** The server, with the secret that has just been made. */
  server: Server;
  onClose(): void;
}

/** Shows a secret, this once. */
export function SecretDialog({ server, onClose }: Props) {
  const { t } = useI18n();
  return (
    <Modal
      isOpen
      variant="medium"
      title={t("secret.title", { name: server.name })}
      onClose={onClose}
      actions={[
        <Button key="close" onClick={onClose} data-testid="secret-close">
          {t("secret.close")}
        </Button>,
      ]}
    >
      <Alert isInline variant="warning" title={t("secret.once")} className="pf-v5-u-mb-md">
        {t("secret.use")}
      </Alert>
      <Form>
        {(
          [
            ["server.server_id", server.server_id],
            ["secret", server.client_secret ?? ""],
          ] as const
        ).map(([label, value]) => (
          <FormGroup key={label} label={t(label)}>
            <ClipboardCopy
              isReadOnly
              hoverTip={t("copy")}
              clickTip={t("copied")}
              textAriaLabel={t(label)}
              data-testid={label}
            >
              {value}
            </ClipboardCopy>
          </FormGroup>
        ))}
      </Form>
    </Modal>
  );
}
