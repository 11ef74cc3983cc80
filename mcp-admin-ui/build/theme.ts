// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

/** What the section may cost, in bytes as they are sent. */
const AT_CONSOLE_START = 5_000;
const ALL_SCRIPTS = 150_000;

/**
 * Makes an admin theme of the scripts: its settings, which name the first script by the hash of its content, and the
 * file by which Keycloak finds it. Fails if the scripts are larger than the section may be.
 *
 * @param folder where in the JAR the theme is
 */
export function adminTheme(folder: string): Plugin {
  return {
    name: "admin-theme",
    generateBundle(_options, bundle) {
      const scripts = Object.values(bundle).filter((file) => file.type === "chunk");
      const entry = scripts.find((script) => script.isEntry);
      if (entry === undefined) {
        throw new Error("There is no entry script");
      }
      refuseAbove(AT_CONSOLE_START, "What every page of the console loads", startScripts(entry, bundle));
      refuseAbove(ALL_SCRIPTS, "All scripts", scripts);
      const source = `parent=keycloak.v2\nscripts=${entry.fileName.slice(`${folder}/resources/`.length)}\n`;
      this.emitFile({ type: "asset", fileName: `${folder}/theme.properties`, source });
      this.emitFile({
        type: "asset",
        fileName: "META-INF/keycloak-themes.json",
        source: JSON.stringify({ themes: [{ name: "mcp", types: ["admin"] }] }),
      });
    },
  };
}

function startScripts(entry: Rollup.OutputChunk, bundle: Rollup.OutputBundle): Rollup.OutputChunk[] {
  const imported = entry.imports.map((name) => bundle[name]).filter((file) => file?.type === "chunk");
  return [entry, ...imported];
}

function refuseAbove(limit: number, what: string, scripts: Rollup.OutputChunk[]) {
  const size = scripts.reduce((sum, script) => sum + gzipSync(script.code).length, 0);
  console.log(`${what}: ${size} bytes of ${limit} (gzip)`);
  if (size > limit) {
    throw new Error(`${what} has ${size} bytes after gzip, and may have ${limit}: leave something out`);
  }
}
