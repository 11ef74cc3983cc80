// SPDX-License-Identifier: Apache-2.0
import { type DependencyList, useCallback, useEffect, useState } from "react";

export interface Loaded<T> {
  /** What was loaded last; it stays while it is loaded anew. */
  data: T | undefined;
  /** Why it could not be loaded. */
  error: unknown;
  isLoading: boolean;
  reload(): void;
  /** Puts what is known otherwise, such as the answer to a change, in its place. */
  replace(data: T): void;
}

interface State<T> {
  data: T | undefined;
  error: unknown;
  isLoading: boolean;
}

/**
 * Loads something for a page.
 *
 * @param load what loads it; it stops when the signal says so
 * @param dependencies what it depends on: if one changes it is loaded anew
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependencies: DependencyList,
): Loaded<T> {
  const [state, setState] = useState<State<T>>({ data: undefined, error: undefined, isLoading: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setState(({ data }) => ({ data, error: undefined, isLoading: true }));
    load(controller.signal).then(
      (data) => controller.signal.aborted || setState({ data, error: undefined, isLoading: false }),
      (error: unknown) =>
        controller.signal.aborted || setState(({ data }) => ({ data, error, isLoading: false })),
    );
    return () => controller.abort();
  }, [...dependencies, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const replace = useCallback((data: T) => setState({ data, error: undefined, isLoading: false }), []);
  return { ...state, reload, replace };
}
