// SPDX-License-Identifier: Apache-2.0
const FALLBACK = "en";

/** What there is in a language such as `de-AT`, else in its base language, else in English. */
export function inLanguage<T>(all: Record<string, T>, locale: string): T {
  return all[locale.replace("-", "_")] ?? all[locale.split(/[-_]/)[0]!] ?? all[FALLBACK]!;
}
