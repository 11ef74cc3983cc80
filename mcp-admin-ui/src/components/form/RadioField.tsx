// SPDX-License-Identifier: Apache-2.0
import { Radio } from "@patternfly/react-core";
import { useI18n } from "../../i18n/I18n";
import { FieldGroup, type FieldProps } from "./FieldGroup";
import { useField } from "./Fields";

interface Props extends FieldProps {
  /** Each with the texts `prefix.name.choice` and `prefix.name.choice.help`. */
  choices: readonly string[];
}

/** One of several that take a sentence each to choose from. */
export function RadioField({ name, choices }: Props) {
  const { t } = useI18n();
  const { id, value, set, error, text, isReadOnly } = useField<string>(name);
  return (
    <FieldGroup id={id} text={text} error={error} isGroup>
      {choices.map((choice) => (
        <Radio
          key={choice}
          id={`${id}-${choice}`}
          name={id}
          data-testid={`${id}-${choice}`}
          label={t(`${text}.${choice}`)}
          description={t(`${text}.${choice}.help`)}
          isChecked={value === choice}
          isDisabled={isReadOnly}
          onChange={() => set(choice)}
        />
      ))}
    </FieldGroup>
  );
}
