// SPDX-License-Identifier: Apache-2.0
// The pages for consent, and for what cannot be answered, as people see and use them. ConsentBrowserIT prepares the realm.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { Browser, DESKTOP, PHONE, expectAccessible, screenshot, sentAway } from "./lib/browser.mjs";

const { KEYCLOAK, REALM } = process.env;
const ISSUER = `${KEYCLOAK}/realms/${REALM}`;
const FILES = "https://files.example.com/mcp";
const PAYROLL = "https://payroll.example.com/mcp";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const PROGRAM = { id: "program", redirectUri: "http://localhost:3000/callback" };
const PRODUCT = { id: "product", redirectUri: "https://claude.ai/api/mcp/auth_callback" };
const HOSTILE = { id: "hostile", redirectUri: "https://xn--laude-0ye.ai/callback" };

const browser = Browser.ofTests(KEYCLOAK);

function authorizationUrl(client, more = {}) {
  const parameters = new URLSearchParams({
    response_type: "code",
    client_id: client.id,
    redirect_uri: client.redirectUri,
    resource: FILES,
    scope: "files:read files:write offline_access",
    state: "the-state",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    ...more,
  });
  return `${ISSUER}/protocol/openid-connect/auth?${parameters}`;
}

/** Goes to what comes after the login. */
async function logIn(page, client, more) {
  await page.goto(authorizationUrl(client, more));
  await page.fill("#username", "alice");
  await page.fill("#password", "alice");
  await page.click("#kc-login");
  await page.waitForSelector(".mcp-page");
}

async function expectToFit(page) {
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overhang <= 0, `the page is ${overhang} pixels wider than the screen`);
}

for (const theme of ["keycloak.v2", "keycloak", "base"]) {
  const client = { ...PROGRAM, id: `program-${theme}` };
  // What the older themes have around our part is not ours.
  const part = theme === "keycloak.v2" ? "html" : "#mcp-consent";
  const expectedErrors = theme === "base" ? [/favicon/] : [];

  test(`is readable in the theme ${theme} on a desk in light`, () =>
    browser.visit({ viewport: DESKTOP, expectedErrors }, async (page) => {
      await logIn(page, client);
      await screenshot(page, `consent-${theme}-light`);
      await expectAccessible(page, part);
    }));

  test(`is readable in the theme ${theme} on a phone in the dark`, () =>
    browser.visit({ viewport: PHONE, colorScheme: "dark", expectedErrors }, async (page) => {
      await logIn(page, client);
      await screenshot(page, `consent-${theme}-phone-dark`);
      await expectToFit(page);
      await expectAccessible(page, part);
    }));
}

test("is read from right to left where the language is", () =>
  browser.visit({ viewport: PHONE, locale: "ar" }, async (page) => {
    await logIn(page, PROGRAM, { ui_locales: "ar" });
    await screenshot(page, "consent-right-to-left");
    assert.equal(await page.getAttribute("html", "dir"), "rtl");
    const caution = await page.locator("#mcp-return-note").evaluate((note) => getComputedStyle(note).borderRightWidth);
    assert.notEqual(caution, "0px");
    await expectToFit(page);
    await expectAccessible(page);
  }));

test("is written in German", () =>
  browser.visit({ locale: "de" }, async (page) => {
    await logIn(page, PRODUCT, { ui_locales: "de" });
    await screenshot(page, "consent-product-german");
    assert.match(await page.textContent("#mcp-origin"), /Ein bekanntes Produkt:\s+Claude \(Anthropic\)/);
  }));

test("is used with the keyboard alone", () =>
  browser.visit({}, async (page) => {
    await logIn(page, PROGRAM);
    const reached = [];
    for (let presses = 0; presses < 10 && reached.at(-1) !== "kc-cancel"; presses++) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate(() => document.activeElement.id));
    }
    assert.deepEqual(reached.slice(-2), ["kc-login", "kc-cancel"]);
    const sent = await sentAway(page, PROGRAM.redirectUri, () => page.keyboard.press("Enter"));
    assert.equal(sent.searchParams.get("error"), "access_denied");
  }));

test("tells a screen reader what it is about before anything is allowed", () =>
  browser.visit({}, async (page) => {
    await logIn(page, PROGRAM);
    const title = page.getByRole("heading", { level: 1, name: "Allow an application to use an MCP server?" });
    assert.equal(await title.count(), 1);
    assert.equal(await page.getByRole("list", { name: "What it will be able to do" }).count(), 1);
    const described = await page.getByRole("button", { name: "Allow" }).getAttribute("aria-describedby");
    assert.match(await page.textContent(`#${described}`), /This is your own computer\. Any program on it could have asked/);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");
  }));

test("sends whoever allows back with a code", () =>
  browser.visit({}, async (page) => {
    await logIn(page, PRODUCT);
    const sent = await sentAway(page, PRODUCT.redirectUri, () => page.click("#kc-login"));
    assert.ok(sent.searchParams.get("code"));
    assert.equal(sent.searchParams.get("state"), "the-state");
  }));

test("sends whoever denies back without one", () =>
  browser.visit({}, async (page) => {
    await logIn(page, PROGRAM);
    const sent = await sentAway(page, PROGRAM.redirectUri, () => page.click("#kc-cancel"));
    assert.equal(sent.searchParams.get("error"), "access_denied");
    assert.equal(sent.searchParams.get("state"), "the-state");
    assert.equal(sent.searchParams.get("iss"), ISSUER);
    assert.equal(sent.searchParams.get("code"), null);
  }));

test("shows names that are hostile as nothing but text", () =>
  browser.visit({ viewport: PHONE }, async (page) => {
    page.on("dialog", (dialog) => assert.fail(`a dialog: ${dialog.message()}`));
    await logIn(page, HOSTILE);
    await screenshot(page, "consent-hostile");
    const name = await page.textContent("#mcp-client");
    assert.match(name.trim(), /^Claude<\/strong><script>window\.broken=true<\/script><img src=x onerror=alert\(1\)>/);
    assert.doesNotMatch(name, /[\u202A-\u202E\u2066-\u2069\u200B]/);
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.equal(await page.locator("#mcp-consent script, #mcp-consent img, #mcp-consent iframe").count(), 0);
    await expectToFit(page);
    await expectAccessible(page);
  }));

test("shows a host in letters that look like others in those of the name system", () =>
  browser.visit({}, async (page) => {
    await logIn(page, HOSTILE);
    assert.equal((await page.textContent("#mcp-return")).trim(), "xn--laude-0ye.ai");
    assert.match(await page.textContent("#mcp-origin"), /Caution\.\s+It registered itself today/);
  }));

test("is not shown in the frame of another page", async () => {
  const thief = createServer((request, response) => {
    const framed = new URL(request.url, "http://thief").searchParams.get("page") ?? "";
    response.setHeader("Content-Type", "text/html");
    response.end(`<!DOCTYPE html><html lang="en"><title>Win a prize</title><iframe src="${framed.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"></iframe>`);
  }).listen(0, "127.0.0.1");
  await once(thief, "listening");
  try {
    await browser.visit({ expectedErrors: [/frame/i, /status of 400/] }, async (page) => {
      await logIn(page, PROGRAM);
      const consent = page.url();
      const refusal = page.waitForEvent("console", (message) => /X-Frame-Options|frame-ancestors/.test(message.text()));
      await page.goto(`http://127.0.0.1:${thief.address().port}/?page=${encodeURIComponent(consent)}`);
      await refusal;
      const [frame] = page.mainFrame().childFrames();
      assert.ok(!frame.url().startsWith(KEYCLOAK));
      assert.equal(await frame.locator("#kc-login").count(), 0);
    });
  } finally {
    thief.close();
  }
});

test("looks the same where the person may not use the server", () =>
  browser.visit({}, async (page) => {
    await logIn(page, PROGRAM, { resource: PAYROLL, scope: "openid" });
    await screenshot(page, "no-access");
    await expectAccessible(page);
    const sent = await sentAway(page, PROGRAM.redirectUri, () => page.click("[name=continue]"));
    assert.equal(sent.searchParams.get("error"), "access_denied");
  }));

for (const [id, sentence] of [
  ["unknown", /is not registered here/],
  ["pending", /has to approve this application first/],
]) {
  test(`looks the same where the client is ${id}`, () =>
    browser.visit({ expectedErrors: [/status of 400/] }, async (page) => {
      await page.goto(authorizationUrl({ id, redirectUri: "https://elsewhere.example/callback" }));
      await screenshot(page, `problem-${id}`);
      assert.match(await page.textContent("#mcp-reason"), sentence);
      await expectAccessible(page);
    }));
}
