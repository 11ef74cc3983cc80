// SPDX-License-Identifier: Apache-2.0
import { useNavigation } from "../../section/useNavigation";

const DEFAULT_MAX = 10;

export interface ListAddress {
  first: number;
  max: number;
  search: string;
  /** The value of a filter; empty if it is not used. */
  filter(name: string): string;
  /** Changes search or filters, and goes to the first page; or the page alone, by `first` and `max`. */
  change(changes: Record<string, string | number>): void;
  /** Whether anything narrows the list. */
  isNarrowed: boolean;
  clear(): void;
}

const PAGING = ["first", "max"];

/** What part of a list is shown, as the address says it: so it survives Back, a reload, and being sent to somebody. */
export function useListAddress(): ListAddress {
  const { query, setQuery } = useNavigation();
  const number = (name: string, initial: number) => {
    const value = Number.parseInt(query.get(name) ?? "", 10);
    return Number.isInteger(value) && value >= 0 ? value : initial;
  };
  return {
    first: number("first", 0),
    max: Math.max(1, number("max", DEFAULT_MAX)),
    search: query.get("search") ?? "",
    filter: (name) => query.get(name) ?? "",
    isNarrowed: [...query.keys()].some((name) => !PAGING.includes(name)),
    clear: () => setQuery(new URLSearchParams()),
    change: (changes) => {
      const next = new URLSearchParams(query);
      next.delete("first");
      for (const [name, value] of Object.entries(changes)) {
        if (value === "" || (name === "first" && value === 0)) {
          next.delete(name);
        } else {
          next.set(name, String(value));
        }
      }
      setQuery(next);
    },
  };
}
