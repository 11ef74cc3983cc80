// SPDX-License-Identifier: Apache-2.0
import { createContext, type PropsWithChildren, useContext } from "react";
import type { Form } from "./useForm";

interface Shared {
  values: Record<string, unknown>;
  set(name: string, value: unknown): void;
  /** What is wrong with which field, in the server's words. */
  errors: Record<string, string>;
  /** The texts of a field are `prefix.name` and `prefix.name.help`. */
  prefix: string;
  idPrefix: string;
  isReadOnly: boolean;
}

const FieldsContext = createContext<Shared>({
  values: {},
  set: () => {},
  errors: {},
  prefix: "",
  idPrefix: "",
  isReadOnly: true,
});

interface Props<T extends object> {
  form: Pick<Form<T>, "values" | "set">;
  errors?: Record<string, string> | undefined;
  prefix: string;
  /** What ids begin with, where there are several of the same fields. */
  idPrefix?: string;
  isReadOnly?: boolean;
}

/** Gives the fields within it their values, and what the server says about them. */
export function Fields<T extends object>(props: PropsWithChildren<Props<T>>) {
  const { form, errors = {}, prefix, idPrefix = prefix, isReadOnly = false, children } = props;
  const shared: Shared = {
    values: form.values as Record<string, unknown>,
    set: (name, value) => form.set(name as keyof T, value as T[keyof T]),
    errors,
    prefix,
    idPrefix,
    isReadOnly,
  };
  return <FieldsContext.Provider value={shared}>{children}</FieldsContext.Provider>;
}

/** What a field of a form needs: its value, how to change it, and what is wrong with it. */
export function useField<V>(name: string) {
  const { values, set, errors, prefix, idPrefix, isReadOnly } = useContext(FieldsContext);
  return {
    id: `${idPrefix}-${name}`,
    value: values[name] as V,
    set: (value: V) => set(name, value),
    error: errors[name],
    text: `${prefix}.${name}`,
    isReadOnly,
  };
}

/** What is wrong within a list, as path and message. */
export function useFieldErrors(beginning: string): [string, string][] {
  const { errors } = useContext(FieldsContext);
  return Object.entries(errors).filter(([path]) => path.startsWith(beginning));
}
