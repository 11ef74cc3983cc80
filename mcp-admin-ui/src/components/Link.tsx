// SPDX-License-Identifier: Apache-2.0
import type { MouseEvent, PropsWithChildren } from "react";
import { goTo, useHost } from "../host";
import { placeOf } from "../section/routes";

interface Props {
  /** The path of a page of the section, such as `servers/new`. */
  path: string;
  className?: string;
}

/** A link to a page of the section. */
export function Link({ path, className, children }: PropsWithChildren<Props>) {
  const { realm } = useHost();
  const place = placeOf(realm, path);
  const follow = (event: MouseEvent) => {
    if (isPlainClick(event)) {
      event.preventDefault();
      goTo(place);
    }
  };
  return (
    <a href={`#${place}`} className={className} onClick={follow}>
      {children}
    </a>
  );
}

/** Others open a tab or a window, which the browser does by itself. */
export function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
