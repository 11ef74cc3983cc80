// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";

export interface Form<T> {
  /** What is saved, with what was changed since. */
  values: T;
  /** What was changed since. */
  changes: Partial<T>;
  isChanged: boolean;
  set<K extends keyof T>(name: K, value: T[K]): void;
  /** Forgets what was changed. */
  reset(): void;
}

/**
 * What somebody writes into a form. It stays while `base` changes beneath it, so that nothing is lost when a save fails
 * or somebody else has saved.
 *
 * @param base what is saved
 */
export function useForm<T extends object>(base: T): Form<T> {
  const [changes, setChanges] = useState<Partial<T>>({});
  return {
    values: { ...base, ...changes },
    changes,
    isChanged: Object.keys(changes).length > 0,
    set: (name, value) => setChanges((before) => changed(base, before, name, value)),
    reset: () => setChanges({}),
  };
}

function changed<T extends object, K extends keyof T>(
  base: T,
  before: Partial<T>,
  name: K,
  value: T[K],
): Partial<T> {
  const { [name]: _, ...others } = before;
  return isSame(base[name], value) ? (others as Partial<T>) : { ...before, [name]: value };
}

/** Tells whether two values say the same; nothing and an empty text do. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one === "" ? null : one) === JSON.stringify(other === "" ? null : other);
}
