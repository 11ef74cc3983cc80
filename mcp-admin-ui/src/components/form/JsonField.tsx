// SPDX-License-Identifier: Apache-2.0
import { TextArea } from "@patternfly/react-core";
import { useState } from "react";
import { useI18n } from "../../i18n/I18n";
import { FieldGroup, type FieldProps } from "./FieldGroup";
import { useField } from "./Fields";

/** JSON of any kind. What is no JSON yet stays as it was typed. */
export function JsonField({ name, isRequired }: FieldProps) {
  const { t } = useI18n();
  const { id, value, set, error, text, isReadOnly } = useField<unknown>(name);
  const [typed, setTyped] = useState(() => (value === undefined ? "" : JSON.stringify(value, null, 2)));
  const [isJson, setJson] = useState(true);
  const change = (now: string) => {
    setTyped(now);
    const json = parse(now);
    setJson(now.trim() === "" || json !== undefined);
    set(json ?? (now.trim() === "" ? undefined : now));
  };
  const wrong = isJson ? error : t("json.wrong");
  return (
    <FieldGroup id={id} text={text} error={wrong} isRequired={isRequired}>
      <TextArea
        id={id}
        data-testid={id}
        className="pf-v5-u-font-family-monospace"
        rows={8}
        resizeOrientation="vertical"
        value={typed}
        isDisabled={isReadOnly}
        validated={wrong === undefined ? "default" : "error"}
        onChange={(_, now) => change(now)}
        {...(wrong === undefined ? {} : { "aria-describedby": `${id}-error` })}
      />
    </FieldGroup>
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
