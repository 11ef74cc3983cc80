// SPDX-License-Identifier: Apache-2.0
import { goTo, useHost, usePlace } from "../host";
import { placeOf } from "./routes";

interface Navigation {
  /** What follows `?` in the address. */
  query: URLSearchParams;
  /** Opens a page of the section. */
  open(path: string, query?: URLSearchParams): void;
  /** Changes what follows `?`, without a step for Back. */
  setQuery(query: URLSearchParams): void;
  /** The address of a page of the section, for links. */
  href(path: string): string;
}

/** Moves between the pages of the section. */
export function useNavigation(): Navigation {
  const { realm } = useHost();
  const { pathname, search } = usePlace();
  const withQuery = (place: string, query: URLSearchParams) =>
    query.size === 0 ? place : `${place}?${query}`;
  return {
    query: new URLSearchParams(search),
    open: (path, query = new URLSearchParams()) => goTo(withQuery(placeOf(realm, path), query)),
    setQuery: (query) => goTo(withQuery(pathname, query), { replace: true }),
    href: (path) => `#${placeOf(realm, path)}`,
  };
}
