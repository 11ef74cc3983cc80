// SPDX-License-Identifier: Apache-2.0
// Run once, before the tests: installs Chromium where there is none, and says which one it will be.
import { ensureChromium } from "./chromium.mjs";

console.log(`Browser tests use ${ensureChromium()}`);
