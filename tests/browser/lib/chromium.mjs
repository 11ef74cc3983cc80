// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Where Chromium is on this machine: what the variable CHROMIUM says, or one of the usual places.
 *
 * @returns {string | undefined} the program
 */
export function findChromium() {
  return [process.env.CHROMIUM, ...PLACES].find((place) => place && existsSync(place));
}

/**
 * Makes sure that there is a Chromium. Where there is none, it is installed from the system's own packages; that takes
 * Debian, or what came from it, and root.
 *
 * @returns {string} the program
 */
export function ensureChromium() {
  return findChromium() ?? installChromium();
}

function installChromium() {
  if (userInfo().uid !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error("The browser tests need Chromium. Install it, or name the program in the variable CHROMIUM.");
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const quiet = ["-o", "Dpkg::Use-Pty=0", "-qq"];
  for (const args of [
    [...quiet, "update"],
    [...quiet, "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation", "fonts-dejavu-core"],
  ]) {
    const { status } = spawnSync("apt-get", args, { env, stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) {
      throw new Error(`apt-get ${args.join(" ")} ended with ${status}: Chromium cannot be installed.`);
    }
  }
  const installed = findChromium();
  if (!installed) {
    throw new Error("Chromium was installed, but is in none of the usual places. Name it in the variable CHROMIUM.");
  }
  return installed;
}
