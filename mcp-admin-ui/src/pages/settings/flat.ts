// SPDX-License-Identifier: Apache-2.0
import type { Settings } from "../../api/settings";

/** The settings with one name for each, as the server names them where one is wrong: `life_cycle.idle_days`. */
export type FlatSettings = Record<string, unknown>;

export function flatten(settings: Settings): FlatSettings {
  const flat: FlatSettings = {};
  for (const [name, value] of Object.entries(settings)) {
    if (isObject(value)) {
      Object.entries(value).forEach(([member, one]) => (flat[`${name}.${member}`] = one));
    } else {
      flat[name] = value;
    }
  }
  return flat;
}

export function unflatten(flat: FlatSettings): Settings {
  const settings: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(flat)) {
    const [name = "", member] = path.split(".");
    if (member === undefined) {
      settings[name] = value;
    } else {
      settings[name] = { ...(settings[name] as object | undefined), [member]: value };
    }
  }
  return settings as unknown as Settings;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
