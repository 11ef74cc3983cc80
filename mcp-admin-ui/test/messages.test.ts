// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { allMessages, parseMessages } from "../build/messages";
import { inLanguage } from "../src/i18n/language";
import { translator } from "../src/i18n/translate";

const MESSAGES = allMessages();
const SOURCES = join(import.meta.dirname, "../src");

/** The keys that sources ask for by their full name. */
function keysInUse(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => [...readFileSync(join(SOURCES, name), "utf8").matchAll(/\bt\("([^"]+)"/g)])
    .map((match) => match[1]!);
}

describe("message files", () => {
  test.each(Object.keys(MESSAGES))("%s has every text that English has, and no other", (language) => {
    expect(Object.keys(MESSAGES[language]!).sort()).toEqual(Object.keys(MESSAGES.en!).sort());
  });

  test.each(Object.keys(MESSAGES))("%s has the parameters of the English texts", (language) => {
    const parameters = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort();
    for (const [key, text] of Object.entries(MESSAGES.en!)) {
      expect(parameters(MESSAGES[language]![key]!), key).toEqual(parameters(text));
    }
  });

  test("every text that a page asks for is there", () => {
    const known = new Set(
      Object.keys(MESSAGES.en!).flatMap((key) => [key, key.replace(/_(one|other)$/, "")]),
    );
    expect(keysInUse().filter((key) => !known.has(key))).toEqual([]);
  });

  test("a line that is no message is refused", () => {
    expect(() => parseMessages("menu\n")).toThrow("not key=text: menu");
  });
});

describe("texts", () => {
  const t = translator("en", {
    hello: "Hello {{name}}",
    server_one: "{{count}} server",
    server_other: "{{count}} servers",
  });

  test("have their parameters in them", () => {
    expect(t("hello", { name: "Ada" })).toBe("Hello Ada");
  });

  test("are in the number that is counted", () => {
    expect(t("server", { count: 1 })).toBe("1 server");
    expect(t("server", { count: 1200 })).toBe("1,200 servers");
  });

  test("that are not there show their key", () => {
    expect(t("nothing")).toBe("nothing");
  });

  test("are in the language, its base language, or English", () => {
    expect(inLanguage({ en: 1, de: 2, de_AT: 3 }, "de-AT")).toBe(3);
    expect(inLanguage({ en: 1, de: 2 }, "de_CH")).toBe(2);
    expect(inLanguage({ en: 1, de: 2 }, "fr")).toBe(1);
  });
});
