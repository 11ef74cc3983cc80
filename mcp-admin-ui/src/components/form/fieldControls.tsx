// SPDX-License-Identifier: Apache-2.0
import {
  FormSelect,
  FormSelectOption,
  NumberInput,
  Switch,
  TextArea,
  TextInput,
} from "@patternfly/react-core";
import { useI18n } from "../../i18n/I18n";
import { FieldGroup, type FieldProps } from "./FieldGroup";
import { useField } from "./Fields";

/** What tells people and programs that a control has something wrong in it. */
function validity(id: string, error: string | undefined) {
  return error === undefined
    ? { validated: "default" as const }
    : { validated: "error" as const, "aria-describedby": `${id}-error` };
}

interface TextProps extends FieldProps {
  placeholder?: string;
  /** Whether the text may have several lines. */
  isLong?: boolean;
}

/** A text; an empty one is none. */
export function TextField({ name, isRequired, placeholder, isLong = false }: TextProps) {
  const { id, value, set, error, text, isReadOnly } = useField<string | null>(name);
  const common = {
    id,
    value: value ?? "",
    isRequired: isRequired ?? false,
    placeholder: placeholder ?? "",
    "data-testid": id,
    ...validity(id, error),
  };
  return (
    <FieldGroup id={id} text={text} error={error} isRequired={isRequired}>
      {isLong ? (
        <TextArea
          {...common}
          resizeOrientation="vertical"
          isDisabled={isReadOnly}
          onChange={(_, now) => set(now === "" ? null : now)}
        />
      ) : (
        <TextInput {...common} isDisabled={isReadOnly} onChange={(_, now) => set(now === "" ? null : now)} />
      )}
    </FieldGroup>
  );
}

interface NumberProps extends FieldProps {
  unit: string;
  min?: number;
  max?: number;
}

/** A whole number. */
export function NumberField({ name, isRequired, unit, min = 0, max = Number.MAX_SAFE_INTEGER }: NumberProps) {
  const { t } = useI18n();
  const { id, value, set, error, text, isReadOnly } = useField<number>(name);
  const label = t(text);
  return (
    <FieldGroup id={id} text={text} error={error} isRequired={isRequired}>
      <NumberInput
        id={id}
        value={value}
        min={min}
        max={max}
        unit={unit}
        widthChars={7}
        isDisabled={isReadOnly}
        inputProps={{ id, "data-testid": id }}
        inputAriaLabel={label}
        minusBtnAriaLabel={t("less", { label })}
        plusBtnAriaLabel={t("more", { label })}
        onMinus={() => set(value - 1)}
        onPlus={() => set(value + 1)}
        onChange={(event) => set(Number((event.target as HTMLInputElement).value))}
        validated={error === undefined ? "default" : "error"}
      />
    </FieldGroup>
  );
}

interface ChoiceProps extends FieldProps {
  /** Each with the text `prefix.name.choice`. */
  choices: readonly string[];
}

/** One of several. */
export function ChoiceField({ name, isRequired, choices }: ChoiceProps) {
  const { t } = useI18n();
  const { id, value, set, error, text, isReadOnly } = useField<string>(name);
  return (
    <FieldGroup id={id} text={text} error={error} isRequired={isRequired}>
      <FormSelect
        id={id}
        data-testid={id}
        value={value}
        isDisabled={isReadOnly}
        onChange={(_, now) => set(now)}
        {...validity(id, error)}
      >
        {choices.map((choice) => (
          <FormSelectOption key={choice} value={choice} label={t(`${text}.${choice}`)} />
        ))}
      </FormSelect>
    </FieldGroup>
  );
}

/** Yes or no. */
export function SwitchField({ name }: FieldProps) {
  const { t } = useI18n();
  const { id, value, set, error, text, isReadOnly } = useField<boolean>(name);
  return (
    <FieldGroup id={id} text={text} error={error}>
      <Switch
        id={id}
        data-testid={id}
        aria-label={t(text)}
        label={t("on")}
        labelOff={t("off")}
        isChecked={value}
        isDisabled={isReadOnly}
        onChange={(_, now) => set(now)}
      />
    </FieldGroup>
  );
}
