// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser } from "./lib/browser.mjs";
import { elsewhere, KNOWN, openConsole, signIn } from "./lib/console.mjs";

const { KEYCLOAK, REALM, OTHER_REALM } = process.env;
/** In seconds. It is longer than what the console counts as expired already, so that it uses a token more than once. */
const TOKEN_LIFESPAN = 7;

const browser = Browser.ofTests(KEYCLOAK);

const serverLink = (page, name) => page.getByRole("link", { name, exact: true });

/** Waits for the section's next call, and tells when its token expires. */
async function callOf(page, step) {
  const call = page.waitForResponse((response) => response.url().includes(`/${REALM}/mcp/servers`));
  await step();
  const response = await call;
  const token = (await response.request().headerValue("authorization")).replace("Bearer ", "");
  const { exp } = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
  return { status: response.status(), expires: exp * 1000 };
}

test("goes with the console to another realm", () =>
  browser.visit({ expectedErrors: KNOWN }, async (page) => {
    await page.goto(`${KEYCLOAK}/admin/master/console/#/${REALM}/mcp-servers`);
    await signIn(page, "admin");
    await serverLink(page, `Server of ${REALM}`).waitFor();
    await page.locator("#nav-item-realms").click();
    await page.getByTestId("view-header").waitFor();
    await page.getByPlaceholder("Search").fill(OTHER_REALM);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: OTHER_REALM, exact: true }).click();
    await page.locator(`#nav-item-mcp-servers[href="#/${OTHER_REALM}/mcp-servers"]`).click();
    await serverLink(page, `Server of ${OTHER_REALM}`).waitFor();
    assert.equal(await serverLink(page, `Server of ${REALM}`).count(), 0);
  }));

test("outlives its access token", async () => {
  await elsewhere("PUT", "", { accessTokenLifespan: TOKEN_LIFESPAN });
  await browser.visit({ expectedErrors: KNOWN }, async (page) => {
    const first = await callOf(page, () => openConsole(page, "boss", "mcp-servers"));
    await serverLink(page, `Server of ${REALM}`).waitFor();
    await page.waitForFunction((expires) => Date.now() > expires, first.expires);
    const second = await callOf(page, () => page.getByTestId("filter-status").selectOption("active"));
    assert.equal(second.status, 200);
    assert.ok(second.expires > Date.now());
    await serverLink(page, `Server of ${REALM}`).waitFor();
  });
  await elsewhere("PUT", "", { accessTokenLifespan: 300 });
});

test("says that the session was ended, and is where it was after signing in again", () =>
  browser.visit({ expectedErrors: [...KNOWN, /status of 401/] }, async (page) => {
    await openConsole(page, "boss", "mcp-servers?search=server");
    await serverLink(page, `Server of ${REALM}`).waitFor();
    const [boss] = await elsewhere("GET", "/users?exact=true&username=boss");
    await elsewhere("POST", `/users/${boss.id}/logout`);
    await page.getByTestId("filter-status").selectOption("active");
    await page.getByText("You are no longer signed in").waitFor();
    await page.reload();
    await signInAgain(page);
  }));

test("asks to sign in after a sign-out in another tab, and is where it was then", () =>
  browser.visit({ expectedErrors: [...KNOWN, /status of 40[01]/] }, async (page) => {
    await openConsole(page, "boss", "mcp-servers?search=server");
    await serverLink(page, `Server of ${REALM}`).waitFor();
    const otherTab = await page.context().newPage();
    await otherTab.goto(`${KEYCLOAK}/admin/${REALM}/console/`);
    await otherTab.getByTestId("options-toggle").click();
    await otherTab.getByRole("menuitem", { name: "Sign out" }).click();
    await otherTab.locator("#username").waitFor();
    await signInAgain(page);
  }));

async function signInAgain(page) {
  await signIn(page, "boss");
  await serverLink(page, `Server of ${REALM}`).waitFor();
  assert.match(page.url(), /mcp-servers\?.*search=server/);
}
