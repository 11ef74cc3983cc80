// SPDX-License-Identifier: Apache-2.0
// The section in the consoles of other releases, which ConsoleVersionsIT has put into the server as themes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser } from "./lib/browser.mjs";
import { elsewhere, goTo, KNOWN, openConsole } from "./lib/console.mjs";

const CONSOLES = [
  ...process.env.VERSIONS.split(" ").map((version) => ({ version, theme: `mcp-${version}` })),
  { version: "this server", theme: "mcp" },
];
const ITEM = "#nav-item-mcp-servers";
const STOCK_PAGES = ["users", "client-scopes", "realm-settings", "authentication", "clients"];

const browser = Browser.ofTests(process.env.KEYCLOAK);

for (const { version, theme } of CONSOLES) {
  test(`works in the console of ${version}`, async () => {
    await elsewhere("PUT", "", { adminTheme: theme });
    await browser.visit({ expectedErrors: KNOWN }, async (page) => {
      await openConsole(page, "boss", "clients");
      await page.locator(ITEM).click();
      await register(page, version);
      for (const name of STOCK_PAGES) {
        await goTo(page, name);
        await page.locator(`#nav-item-${name}[aria-current=page]`).waitFor();
        await page.getByTestId("view-header").waitFor();
        await page.locator(`${ITEM}:not([aria-current])`).waitFor();
      }
      await page.getByRole("link", { name: "account-console" }).waitFor();
      await goTo(page, "mcp-servers");
      await page.reload();
      await page.getByRole("link", { name: version, exact: true }).waitFor();
      assert.equal(await page.locator(ITEM).getAttribute("aria-current"), "page");
    });
  });
}

async function register(page, name) {
  await page.getByTestId("register").click();
  await page.getByTestId("server-name").fill(name);
  await page.getByTestId("server-resource_uri").fill(`https://mcp.example.com/${name.replace(" ", "-")}`);
  await page.getByTestId("save").click();
  await page.getByTestId("secret-close").click();
  await page.getByTestId("global-alerts").getByText(`${name} is registered`).waitFor();
}
