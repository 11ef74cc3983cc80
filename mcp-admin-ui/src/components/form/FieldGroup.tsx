// SPDX-License-Identifier: Apache-2.0
import {
  Button,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Popover,
} from "@patternfly/react-core";
import HelpIcon from "@patternfly/react-icons/dist/esm/icons/help-icon";
import type { PropsWithChildren } from "react";
import { useI18n } from "../../i18n/I18n";

export interface FieldProps {
  name: string;
  isRequired?: boolean;
}

interface Props {
  id: string;
  /** The key of the label; the help is at `text.help`. */
  text: string;
  error: string | undefined;
  isRequired?: boolean | undefined;
  /** Whether the field consists of several controls. */
  isGroup?: boolean;
}

/** A field with its label, its help, and what is wrong with it. */
export function FieldGroup({ id, text, error, isRequired, isGroup, children }: PropsWithChildren<Props>) {
  const { t } = useI18n();
  return (
    <FormGroup
      label={t(text)}
      labelIcon={<Help text={text} />}
      isRequired={isRequired ?? false}
      {...(isGroup ? { role: "group" } : { fieldId: id })}
    >
      {children}
      <FieldError id={id} error={error} />
    </FormGroup>
  );
}

/** What is wrong with a field; its control refers to it by `aria-describedby`. */
export function FieldError({ id, error }: { id: string; error: string | undefined }) {
  return (
    error !== undefined && (
      <FormHelperText>
        <HelperText id={`${id}-error`} isLiveRegion>
          <HelperTextItem variant="error" data-testid={`${id}-error`}>
            {error}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    )
  );
}

/** The question mark behind a label. */
export function Help({ text }: { text: string }) {
  const { t } = useI18n();
  return (
    <Popover bodyContent={t(`${text}.help`)}>
      <Button
        variant="plain"
        className="pf-v5-c-form__group-label-help"
        aria-label={t("help", { label: t(text) })}
        onClick={(event) => event.preventDefault()}
      >
        <HelpIcon />
      </Button>
    </Popover>
  );
}
