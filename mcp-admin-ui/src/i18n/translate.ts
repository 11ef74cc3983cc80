// SPDX-License-Identifier: Apache-2.0
export type Texts = Record<string, string>;
export type Parameters = Record<string, string | number>;

/** Gives the text for a key; a text may have `{{names}}` of parameters in it. */
export type Translate = (key: string, parameters?: Parameters) => string;

/**
 * Makes the texts of one language usable. A key with the parameter `count` has one text for each plural form that the
 * language has: `key_one`, `key_other`. A key without a text stands for itself, as in the console.
 */
export function translator(locale: string, texts: Texts): Translate {
  const plural = new Intl.PluralRules(locale.replace("_", "-"));
  const numbers = new Intl.NumberFormat(locale.replace("_", "-"));
  return (key, parameters = {}) => {
    const { count } = parameters;
    const form = typeof count === "number" ? `${key}_${plural.select(count)}` : key;
    const text = texts[form] ?? texts[`${key}_other`] ?? texts[key] ?? key;
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = parameters[name];
      return typeof value === "number" ? numbers.format(value) : (value ?? "");
    });
  };
}
