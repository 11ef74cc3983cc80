// SPDX-License-Identifier: Apache-2.0
import type { McpClient } from "../../api/clients";

/** What a client is called: by itself, if it has a name. */
export function nameOf({ name, client_id }: Pick<McpClient, "name" | "client_id">): string {
  return name === null || name === "" ? client_id : name;
}

/** A day, such as the one of the last use, which has no hour. */
export function day(date: string | null, locale: string, otherwise: string): string {
  return date === null ? otherwise : new Date(date).toLocaleDateString(locale, { timeZone: "UTC" });
}

/** A moment. */
export function moment(time: string | null, locale: string, otherwise: string): string {
  return time === null ? otherwise : new Date(time).toLocaleString(locale);
}
