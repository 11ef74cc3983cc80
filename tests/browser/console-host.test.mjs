// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser } from "./lib/browser.mjs";
import { goTo, KNOWN, openConsole } from "./lib/console.mjs";

const SCRIPT = /\/admin\/mcp\/assets\/mcp-[^/]+\.js$/;
const ITEM = "#nav-item-mcp-servers";

/** What the script needs of the console, by what it looks for. */
const NEEDED = {
  "the element that the console is in": '"app"',
  "React's tree": "__reactContainer$",
  "a router to which pages can be added": "patchRoutes",
  "a router that takes them": ".patchRoutes(",
  "a router that goes to pages": "navigate",
  "a router that tells of pages": "subscribe",
  "the administrator's token": "getAccessToken",
  "Keycloak's addresses": "adminBaseUrl",
  "the realm": "refresh",
  "the administrator's permissions": "hasAccess",
  "the administrator": "whoAmI",
};
/** What it does without. */
const WANTED = { "whether help is shown": "toggleHelp", "the console's toasts": "addAlert" };

const browser = Browser.ofTests(process.env.KEYCLOAK);

/**
 * Opens the console with a script that looks for what is not there, and so sees what it would see in a console that has it
 * no more.
 */
async function reloadWithout(page, text) {
  await page.unroute(SCRIPT);
  await page.route(SCRIPT, async (route) => {
    const response = await route.fetch();
    const script = await response.text();
    assert.ok(script.includes(text), `the script has ${text}`);
    const lost = text.replace(/[\w-]+/, (name) => `${name}NoMore`);
    await route.fulfill({ response, body: script.replaceAll(text, lost) });
  });
  await goTo(page, "clients");
  await page.reload();
  await page.getByRole("link", { name: "account-console" }).waitFor();
}

const inConsole = (steps) =>
  browser.visit({ expectedErrors: KNOWN }, async (page) => {
    await openConsole(page, "boss", "clients");
    await page.locator(ITEM).waitFor();
    await steps(page);
  });

test("leaves the stock console alone where something is missing", (t) =>
  inConsole(async (page) => {
    for (const [what, text] of Object.entries(NEEDED)) {
      await t.test(what, async () => {
        await reloadWithout(page, text);
        assert.equal(await page.locator(ITEM).count(), 0);
        await goTo(page, "mcp-servers");
        await page.getByRole("heading", { name: "Welcome to" }).waitFor();
      });
    }
  }));

test("does without comfort, and without a menu that it knows", (t) =>
  inConsole(async (page) => {
    for (const [what, text] of Object.entries(WANTED)) {
      await t.test(what, async () => {
        await reloadWithout(page, text);
        await page.locator(ITEM).click();
        await expectSection(page);
      });
    }
    await t.test("the menu", async () => {
      await reloadWithout(page, "nav-item-clients");
      assert.equal(await page.locator(ITEM).count(), 0);
      await goTo(page, "mcp-servers");
      await expectSection(page);
    });
  }));

async function expectSection(page) {
  await page.getByRole("link", { name: `Server of ${process.env.REALM}` }).waitFor();
}
