// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectAccessible, screenshot } from "./lib/browser.mjs";
import { elsewhere, KNOWN, openConsole, OURS, visits, whileFailing } from "./lib/console.mjs";

const PLACE = "mcp-servers/overview";
const CONSENT = "/authentication/required-actions/mcp-consent";

const visit = visits();

async function switchConsentOff() {
  await elsewhere("PUT", CONSENT, { ...(await elsewhere("GET", CONSENT)), enabled: false });
}

test("says that the realm is ready, what is in order, and what the addresses of the metadata answer", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByTestId("overview-verdict").getByText("This realm is ready for MCP").waitFor();
    await page.getByText("things are in order").click();
    await page.getByTestId("overview-in-order").getByText("MCP servers are registered").waitFor();
    await page.getByTestId("overview-try").click();
    await page.getByTestId("overview-addresses").getByText("Answers as it should").nth(4).waitFor();
    await expectAccessible(page, OURS);
    await screenshot(page, "console-overview");
  });
});

test("says what an address answers that is not let through", async () => {
  await visit({ expectedErrors: [...KNOWN, /ERR_FAILED/, /status of 404/] }, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByTestId("overview-verdict").waitFor();
    await page.route("**/.well-known/oauth-authorization-server/**", (route) => route.abort());
    await page.route("**/.well-known/openid-configuration/realms/*", (route) => route.fulfill({ status: 404 }));
    await page.route("**/realms/*/.well-known/openid-configuration", (route) =>
      route.fulfill({ json: { issuer: "https://other.example.com" } }),
    );
    await page.getByTestId("overview-try").click();
    const answers = page.getByTestId("overview-addresses");
    await answers.getByText("Cannot be reached from this browser").waitFor();
    await answers.getByText("Answers with status 404").waitFor();
    await answers.getByText("Names another issuer: https://other.example.com").waitFor();
    await expectAccessible(page, OURS);
  });
});

test("puts right what it can, at the second try if the first one fails", async () => {
  await switchConsentOff();
  await visit({ expectedErrors: [...KNOWN, /status of 500/] }, async (page) => {
    await openConsole(page, "boss", PLACE);
    const finding = page.getByTestId("finding-login_steps_off");
    await finding.getByText("MCP server consent").waitFor();
    await expectAccessible(page, OURS);
    const remedy = finding.getByRole("button", { name: "Put it right" });
    await whileFailing(page, "POST", "**/doctor/actions/*", 500, async () => {
      await remedy.click();
      await page.getByText("Keycloak answered with status 500").waitFor();
    });
    await remedy.click();
    await page.getByText("It was put right").waitFor();
    await finding.waitFor({ state: "detached" });
  });
  assert.equal((await elsewhere("GET", CONSENT)).enabled, true);
});

test("is there again after Back, and asks again when it could not be loaded", async () => {
  await visit({ expectedErrors: [...KNOWN, /ERR_FAILED/] }, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByTestId("overview-verdict").waitFor();
    await page.getByTestId("tab-settings").click();
    await page.getByTestId("settings-form").waitFor();
    await whileFailing(page, "GET", "**/mcp/doctor", undefined, async () => {
      await page.goBack();
      await page.getByText("Keycloak cannot be reached").waitFor();
    });
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByTestId("overview-verdict").waitFor();
  });
});

test("looks again when it is asked to", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByTestId("overview-verdict").waitFor();
    await switchConsentOff();
    await page.getByTestId("overview-check").click();
    await page.getByTestId("finding-login_steps_off").waitFor();
  });
});

test("offers nothing to those who may not change the realm", async () => {
  await switchConsentOff();
  await visit({}, async (page) => {
    await openConsole(page, "viewer", PLACE);
    await page.getByTestId("finding-login_steps_off").waitFor();
    assert.equal(await page.getByRole("button", { name: "Put it right" }).count(), 0);
  });
});

test("says to those who may not look at the realm what they lack", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 403/] }, async (page) => {
    await openConsole(page, "lister", PLACE);
    await page.getByText("You do not have the permission").waitFor();
    await expectAccessible(page, OURS);
  });
});

test("speaks German in the dark", async () => {
  await visit({ colorScheme: "dark", locale: "de" }, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByText("Dieser Realm ist bereit für MCP").waitFor();
    await page.getByText("Erforderliche Aktionen sind ausgeschaltet").waitFor();
    await expectAccessible(page, OURS);
    await screenshot(page, "console-overview-dark");
  });
});
