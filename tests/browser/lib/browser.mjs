// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import axe from "axe-core";
import { chromium } from "playwright-core";
import { ensureChromium } from "./chromium.mjs";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Nothing is looked up: a page that wants something from elsewhere does not get it.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];
const TIMEOUT = 20_000;
const SERIOUS = new Set(["serious", "critical"]);

/** What people hold or sit in front of. */
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740 };

/**
 * Chromium with nothing but one Keycloak around it. A page that asks for anything from another place fails the test. The
 * browser itself may be sent elsewhere, as back to a client, though nobody answers there: see {@link sentAway}.
 */
export class Browser {
  #chromium;
  #origins;

  constructor(origins) {
    this.#origins = origins;
  }

  /**
   * The browser of a file of tests, with an empty profile: it starts before the first of them, and ends after the last.
   *
   * @param {string[]} bases any URL at the Keycloak that the tests are about; one for each host that it has
   * @returns {Browser} the browser
   */
  static ofTests(...bases) {
    const browser = new Browser(bases.map((base) => new URL(base).origin));
    before(() => browser.#start());
    after(() => browser.#chromium?.close());
    return browser;
  }

  async #start() {
    this.#chromium = await chromium.launch({ executablePath: ensureChromium(), args: FLAGS, timeout: 60_000 });
  }

  /**
   * Opens a page as somebody who was never here, and leaves nothing behind. Fails if the page threw an error, wrote one
   * to the console, or asked for anything from another place.
   *
   * @template T
   * @param {object} person
   * @param {{ width: number, height: number }} [person.viewport] DESKTOP or PHONE
   * @param {"light" | "dark"} [person.colorScheme] what their system is set to
   * @param {string} [person.locale] what their browser is set to, such as "de"
   * @param {RegExp[]} [person.expectedErrors] what the console may say, with the URL it says it of; Chromium writes
   *     there of every answer from 400
   * @param {(page: import("playwright-core").Page) => Promise<T>} steps what they do
   * @returns {Promise<T>} what the steps return
   */
  async visit({ viewport = DESKTOP, colorScheme = "light", locale = "en", expectedErrors = [] }, steps) {
    const context = await this.#chromium.newContext({ viewport, colorScheme, locale, serviceWorkers: "block" });
    context.setDefaultTimeout(TIMEOUT);
    const problems = [];
    context.on("request", (request) => {
      if (!isSentAway(request) && this.#isElsewhere(request.url())) {
        problems.push(`request: ${request.resourceType()} from ${request.url()}`);
      }
    });
    context.on("console", (message) => {
      const line = `${message.text()} (${message.location().url})`;
      if (message.type() === "error" && !expectedErrors.some((expected) => expected.test(line))) {
        problems.push(`console: ${line}`);
      }
    });
    context.on("weberror", (error) => problems.push(`script: ${error.error().stack ?? error.error()}`));
    const page = await context.newPage();
    try {
      const result = await steps(page);
      assert.deepEqual(problems, [], "what went wrong inside the page");
      return result;
    } catch (error) {
      await screenshot(page, `failed-${Date.now()}`);
      throw problems.length === 0 ? error : new Error(`Inside the page: ${problems.join("; ")}`, { cause: error });
    } finally {
      await context.close();
    }
  }

  #isElsewhere(url) {
    const { origin, protocol } = new URL(url);
    return !this.#origins.includes(origin) && protocol !== "data:" && protocol !== "blob:";
  }
}

function isSentAway(request) {
  return request.isNavigationRequest() && request.frame().parentFrame() === null;
}

/**
 * Waits until the browser is sent to a client.
 *
 * @param {import("playwright-core").Page} page the page
 * @param {string} redirectUri where the client waits for it
 * @param {() => Promise<void>} step what sends it there
 * @returns {Promise<URL>} where it was sent
 */
export async function sentAway(page, redirectUri, step) {
  const request = page.waitForRequest((sent) => isSentAway(sent) && sent.url().startsWith(redirectUri));
  const [sent] = await Promise.all([request, step()]);
  return new URL(sent.url());
}

/**
 * Keeps what the page looks like, from top to bottom, in the folder that the variable SCREENSHOTS names.
 *
 * @param {import("playwright-core").Page} page the page
 * @param {string} name the file's name without its ending
 */
export async function screenshot(page, name) {
  const folder = process.env.SCREENSHOTS ?? join(import.meta.dirname, "../../target/screenshots");
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: "disabled" });
}

/**
 * Fails if axe finds anything serious or critical on the page.
 *
 * @param {import("playwright-core").Page} page the page
 * @param {string} [within] a CSS selector: look at this part alone
 */
export async function expectAccessible(page, within = "html") {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (selector) => globalThis.axe.run(selector, { resultTypes: ["violations"] }),
    within,
  );
  const found = violations
    .filter(({ impact }) => SERIOUS.has(impact))
    .flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, help, target, failureSummary })));
  assert.deepEqual(found, [], `what axe finds on ${page.url()}`);
}
