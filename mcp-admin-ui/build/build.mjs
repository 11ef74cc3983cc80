// SPDX-License-Identifier: Apache-2.0
// Builds the admin theme, as Maven does: installs what the lock file names, checks, and bundles. What is built already from
// the same files is left as it is.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

// In words that an old Node.js knows too, so that npm can say that it is too old.
const HOME = fileURLToPath(new URL("..", import.meta.url));
const LOCK = join(HOME, "package-lock.json");
/** npm writes this file last: a lock file that is newer means that something is to be installed. */
const INSTALLED = join(HOME, "node_modules/.package-lock.json");
const OUTPUT = join(HOME, "target/theme");
const STAMP = join(HOME, "target/built-from");
const NO_SOURCES = new Set(["target", "node_modules"]);

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NO_SOURCES.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sources(path) : [path];
    })
    .sort();
}

function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  for (const path of sources(HOME)) {
    hash.update(relative(HOME, path)).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

function npm(...args) {
  execFileSync("npm", args, { cwd: HOME, stdio: ["ignore", "inherit", "inherit"] });
}

const built = existsSync(STAMP) && existsSync(OUTPUT) ? readFileSync(STAMP, "utf8") : "";
const wanted = fingerprint();
if (built !== wanted) {
  if (!existsSync(INSTALLED) || statSync(LOCK).mtimeMs > statSync(INSTALLED).mtimeMs) {
    npm("ci", "--prefer-offline", "--loglevel=error");
  }
  rmSync(STAMP, { force: true });
  npm("run", "--silent", "build");
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, wanted);
}
