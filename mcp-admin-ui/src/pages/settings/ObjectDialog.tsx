// SPDX-License-Identifier: Apache-2.0
import { Button, Form, Modal } from "@patternfly/react-core";
import type { PropsWithChildren } from "react";
import { Fields } from "../../components/form/Fields";
import { useForm } from "../../components/form/useForm";
import { useI18n } from "../../i18n/I18n";

interface Props {
  title: string;
  /** The texts of the fields begin with it. */
  prefix: string;
  initial: Record<string, unknown>;
  onDone(value: Record<string, unknown>): void;
  onClose(): void;
}

/** Where one object of a list is written. It is saved with the form that the list is in, which checks it then. */
export function ObjectDialog({
  title,
  prefix,
  initial,
  onDone,
  onClose,
  children,
}: PropsWithChildren<Props>) {
  const { t } = useI18n();
  const form = useForm(initial);
  const done = () => onDone(withoutNothing(form.values));
  return (
    <Modal
      isOpen
      variant="medium"
      title={title}
      onClose={onClose}
      actions={[
        <Button key="done" onClick={done} data-testid="dialog-done">
          {t("settings.take")}
        </Button>,
        <Button key="cancel" variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>,
      ]}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          // The form around it is not to be sent yet.
          event.stopPropagation();
          done();
        }}
      >
        <Fields form={form} prefix={prefix}>
          {children}
        </Fields>
      </Form>
    </Modal>
  );
}

function withoutNothing(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined && member !== ""),
  );
}
