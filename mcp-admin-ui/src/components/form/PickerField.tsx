// SPDX-License-Identifier: Apache-2.0
import {
  Button,
  Chip,
  ChipGroup,
  MenuToggle,
  type MenuToggleElement,
  Select,
  SelectList,
  SelectOption,
  TextInputGroup,
  TextInputGroupMain,
  TextInputGroupUtilities,
} from "@patternfly/react-core";
import TimesIcon from "@patternfly/react-icons/dist/esm/icons/times-icon";
import { type KeyboardEvent, type Ref, useState } from "react";
import { useLoaded } from "../../api/useLoaded";
import { useI18n } from "../../i18n/I18n";
import { FieldGroup, type FieldProps } from "./FieldGroup";
import { useField } from "./Fields";
import { useDelayed } from "./useDelayed";

export interface PickerOption {
  value: string;
  description?: string | undefined;
}

interface Props extends FieldProps {
  /** Finds what can be picked; without it, one types what is meant. */
  find?: (search: string, signal: AbortSignal) => Promise<PickerOption[]>;
  /** Whether it takes one value, or none, instead of a list. */
  isSingle?: boolean;
}

/** Values that are picked from what the realm has, or typed. */
export function PickerField({ name, isRequired, find, isSingle = false }: Props) {
  const { t } = useI18n();
  const { id, value, set, error, text, isReadOnly } = useField<string[] | string | null>(name);
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const picked = Array.isArray(value) ? value : value === null ? [] : [value];
  const search = useDelayed(typed);
  const found = useLoaded(
    (signal) => (isOpen && find ? find(search, signal) : Promise.resolve([])),
    [isOpen, search],
  );
  const options = (found.data ?? []).filter((option) => !picked.includes(option.value));
  const change = (now: string[]) => set(isSingle ? (now.at(-1) ?? null) : now);
  const pick = (chosen: string) => {
    change(isSingle ? [chosen] : [...picked, chosen]);
    setTyped("");
    setOpen(false);
  };
  const pressed = (event: KeyboardEvent) => {
    const wanted = typed.trim();
    if (event.key === "Enter") {
      event.preventDefault();
      const exact =
        options.find((option) => option.value === wanted) ?? (options.length === 1 ? options[0] : undefined);
      if (wanted !== "" && !picked.includes(wanted) && (find === undefined || exact !== undefined)) {
        pick(exact?.value ?? wanted);
      }
    } else if (event.key === "Backspace" && typed === "" && picked.length > 0) {
      change(picked.slice(0, -1));
    }
  };
  const toggle = (ref: Ref<MenuToggleElement>) => (
    <MenuToggle
      ref={ref}
      variant="typeahead"
      aria-label={t("pick", { label: t(text) })}
      isExpanded={isOpen}
      isDisabled={isReadOnly}
      isFullWidth
      status={error === undefined ? undefined : "danger"}
      onClick={() => setOpen(!isOpen)}
    >
      <TextInputGroup isPlain isDisabled={isReadOnly}>
        <TextInputGroupMain
          inputId={id}
          value={typed}
          role="combobox"
          isExpanded={isOpen}
          aria-controls={`${id}-options`}
          aria-label={t(text)}
          onClick={() => setOpen(true)}
          onKeyDown={pressed}
          onChange={(_, now) => {
            setTyped(now);
            setOpen(true);
          }}
        >
          <ChipGroup aria-label={t(text)} numChips={10}>
            {picked.map((one) => (
              <Chip
                key={one}
                isReadOnly={isReadOnly}
                closeBtnAriaLabel={t("remove", { name: one })}
                onClick={(event) => {
                  event.stopPropagation();
                  change(picked.filter((other) => other !== one));
                }}
              >
                {one}
              </Chip>
            ))}
          </ChipGroup>
        </TextInputGroupMain>
        {picked.length > 0 && !isReadOnly && (
          <TextInputGroupUtilities>
            <Button
              variant="plain"
              aria-label={t("removeAll", { label: t(text) })}
              onClick={() => change([])}
            >
              <TimesIcon />
            </Button>
          </TextInputGroupUtilities>
        )}
      </TextInputGroup>
    </MenuToggle>
  );
  return (
    <FieldGroup id={id} text={text} error={error} isRequired={isRequired}>
      <Select
        id={`${id}-select`}
        isOpen={isOpen && find !== undefined}
        onOpenChange={setOpen}
        onSelect={(_, chosen) => pick(String(chosen))}
        toggle={toggle}
        isScrollable
      >
        <SelectList id={`${id}-options`}>
          {options.map((option) => (
            <SelectOption key={option.value} value={option.value} description={option.description}>
              {option.value}
            </SelectOption>
          ))}
          {options.length === 0 && (
            <SelectOption isDisabled value="">
              {found.error === undefined ? t(found.isLoading ? "loading" : "nothingFound") : t("error.load")}
            </SelectOption>
          )}
        </SelectList>
      </Select>
    </FieldGroup>
  );
}
