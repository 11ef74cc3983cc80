// SPDX-License-Identifier: Apache-2.0
// The page of connections, as people see and use it. ConnectionsBrowserIT prepares the realm, and says which theme it has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser, DESKTOP, PHONE, expectAccessible, screenshot } from "./lib/browser.mjs";

const { KEYCLOAK, REALM, THEME } = process.env;
const PAGE = `${KEYCLOAK}/realms/${REALM}/mcp/connections`;
// What the older themes have around our part is not ours.
const PART = THEME === "keycloak.v2" ? "html" : "#mcp-connections";
const functional = { skip: THEME !== "keycloak.v2" };
// Keycloak's base theme has no icon, and Chromium asks for one when it likes.
const expectedErrors = THEME === "base" ? [/favicon/] : [];

const browser = Browser.ofTests(KEYCLOAK);

/** Opens the page, and signs in where it asks to. */
async function open(page, user, query = "") {
  await page.goto(PAGE + query);
  await page.fill("#username", user);
  await page.fill("#password", user);
  await page.click("#kc-login");
  await page.waitForURL(PAGE);
  await page.waitForSelector("#mcp-connections");
}

async function expectToFit(page) {
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overhang <= 0, `the page is ${overhang} pixels wider than the screen`);
}

test("is readable on a desk in light", () =>
  browser.visit({ viewport: DESKTOP, expectedErrors }, async (page) => {
    await open(page, "alice");
    assert.equal(await page.title(), "Connected applications");
    await screenshot(page, `connections-${THEME}-light`);
    await expectAccessible(page, PART);
  }));

test("is readable on a phone in the dark", () =>
  browser.visit({ viewport: PHONE, colorScheme: "dark", expectedErrors }, async (page) => {
    await open(page, "alice");
    await screenshot(page, `connections-${THEME}-phone-dark`);
    await expectToFit(page);
    await expectAccessible(page, PART);
  }));

test("is read from right to left where the language is", functional, () =>
  browser.visit({ viewport: PHONE, locale: "ar" }, async (page) => {
    await open(page, "alice");
    assert.equal(await page.getAttribute("html", "dir"), "rtl");
    await screenshot(page, "connections-arabic");
    await expectToFit(page);
  }));

test("speaks German", functional, () =>
  browser.visit({ locale: "de" }, async (page) => {
    await open(page, "alice");
    assert.equal(await page.textContent("#kc-page-title").then((text) => text.trim()), "Verbundene Anwendungen");
    await screenshot(page, "connections-german");
  }));

test("runs nothing that clients or administrators wrote", functional, () =>
  browser.visit({}, async (page) => {
    await open(page, "alice");
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.match(await page.textContent("#mcp-connections"), /<script>window\.broken=true<\/script>/);
  }));

test("is used without a mouse, and says what became of it", functional, () =>
  browser.visit({}, async (page) => {
    await open(page, "bob");
    const removed = "Remove access: Claude Code, Alpha Files";
    const labels = [];
    for (let steps = 0; steps < 30 && labels.at(-1) !== removed; steps++) {
      await page.keyboard.press("Tab");
      labels.push(await page.evaluate(() => document.activeElement.textContent.trim().replace(/\s+/g, " ")));
    }
    assert.equal(labels.at(-1), removed);
    await screenshot(page, "connections-focus");
    await Promise.all([page.waitForResponse(PAGE), page.keyboard.press("Enter")]);
    await page.waitForSelector(".kc-feedback-text");
    assert.match(await page.textContent("body"), /Access was removed\./);
    await screenshot(page, "connections-removed");
    await expectAccessible(page);
    assert.equal(await page.locator("button", { hasText: removed }).count(), 0);
  }));

test("asks twice before it takes everything back", functional, () =>
  browser.visit({}, async (page) => {
    await open(page, "bob");
    const all = page.locator("#mcp-all button");
    assert.equal(await all.isVisible(), false);
    await page.click("#mcp-all summary");
    await screenshot(page, "connections-all");
    await expectAccessible(page);
    await all.click();
    await page.waitForSelector("#mcp-none");
    await screenshot(page, "connections-none");
    await expectAccessible(page);
  }));
