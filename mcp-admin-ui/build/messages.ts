// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const FOLDER = join(import.meta.dirname, "../messages");
const FILE = /^messages_(\w+)\.properties$/;
const FILES = "virtual:message-files";
const MENU_LABELS = "virtual:menu-labels";

export type Messages = Record<string, string>;

/** Reads what Keycloak's own message files have: one `key=text` a line in UTF-8, and comments. */
export function parseMessages(text: string): Messages {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.indexOf("=");
      if (end < 1) {
        throw new Error(`This line of a message file is not key=text: ${line}`);
      }
      return [line.slice(0, end).trim(), line.slice(end + 1).trim()];
    }),
  );
}

/** The messages of every language that there is a file for. */
export function allMessages(): Record<string, Messages> {
  const files = readdirSync(FOLDER).filter((name) => FILE.test(name));
  return Object.fromEntries(
    files.map((name) => [FILE.exec(name)![1]!, parseMessages(readFileSync(join(FOLDER, name), "utf8"))]),
  );
}

/**
 * Puts the messages of each language into a file of its own, which is no script, and tells scripts where it is; and gives
 * them the label of the menu item by itself: it is all that is needed before the section is opened.
 */
export function messages(): Plugin {
  return {
    name: "messages",
    resolveId: (id) => (id === FILES || id === MENU_LABELS ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${MENU_LABELS}`) {
        const labels = Object.entries(allMessages()).map(([language, texts]) => [language, texts.menu]);
        return `export default ${JSON.stringify(Object.fromEntries(labels))}`;
      }
      if (id === `\0${FILES}`) {
        const files = Object.entries(allMessages()).map(([language, texts]) => {
          const file = { name: `messages_${language}.json`, source: JSON.stringify(texts) };
          const reference = this.emitFile({ type: "asset", ...file });
          return `${JSON.stringify(language)}: import.meta.ROLLUP_FILE_URL_${reference}`;
        });
        return `export default { ${files.join(", ")} }`;
      }
      return undefined;
    },
  };
}
