// SPDX-License-Identifier: Apache-2.0
import license, { type Dependency } from "rollup-plugin-license";

/** What may be in a JAR that is licensed under Apache-2.0. */
const ALLOWED = "(MIT OR Apache-2.0 OR ISC OR BSD-2-Clause OR BSD-3-Clause OR 0BSD)";

/**
 * Writes down what of others is in the scripts, with their licenses, and fails where one of these is not allowed.
 *
 * @param file where
 */
export function notices(file: string) {
  return license({
    thirdParty: {
      allow: { test: ALLOWED, failOnUnlicensed: true, failOnViolation: true },
      output: { file, template },
    },
  });
}

function template(dependencies: Dependency[]): string {
  const head = "The section MCP servers of the admin console has parts of the following packages.\n";
  return [head, ...dependencies.map(notice).sort()].join(`\n${"-".repeat(80)}\n\n`);
}

function notice({ name, version, license, licenseText, noticeText }: Dependency): string {
  const texts = [licenseText, noticeText].filter((text) => text !== null);
  return `${[`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n")}\n`;
}
