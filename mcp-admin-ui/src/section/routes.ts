// SPDX-License-Identifier: Apache-2.0
export const SECTION = "mcp-servers";

/** The id of the element that the page is in, which tabs name as what they change. */
export const PAGE = "mcp-servers-page";

export type PathParameters = Record<string, string>;

export interface PageProps {
  /** What the address says for the `:names` of the page's pattern. */
  parameters: PathParameters;
}

/** Where a page of the section is, as the console's router sees it. `path` has no slash in front. */
export function placeOf(realm: string, path: string): string {
  const base = `/${encodeURIComponent(realm)}/${SECTION}`;
  return path === "" ? base : `${base}/${path}`;
}

/** What is behind the section's path in the address, such as `servers/mcp_1/access`. */
export function pathWithin(pathname: string): string {
  return pathname.split("/").filter(Boolean).slice(2).join("/");
}

/**
 * Compares a path with a pattern such as `servers/:id/:tab?`.
 *
 * @returns the parameters, decoded, or nothing if the path is another one
 */
export function matchPath(pattern: string, path: string): PathParameters | undefined {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  if (given.length > wanted.length) {
    return undefined;
  }
  const parameters: PathParameters = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index];
    if (value === undefined && !part.endsWith("?")) {
      return undefined;
    }
    if (!part.startsWith(":")) {
      if (part !== value) {
        return undefined;
      }
    } else if (value !== undefined) {
      parameters[part.replace(/[:?]/g, "")] = decode(value);
    }
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
