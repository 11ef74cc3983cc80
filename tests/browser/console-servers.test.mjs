// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectAccessible, screenshot } from "./lib/browser.mjs";
import { goTo, KNOWN, openConsole, OURS, visits } from "./lib/console.mjs";

/** axe looks at our pages; the menu and the head around them are Keycloak's. */
const accessible = (page) => expectAccessible(page, OURS);

const visit = visits();

test("explains an empty list, registers a server, shows its secret once and how to connect", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", "mcp-servers");
    await page.getByTestId("empty-state").waitFor();
    await accessible(page);
    await page.getByTestId("register").click();
    await page.getByTestId("server-name").fill("Code search");
    await page.getByTestId("server-resource_uri").fill("http://mcp.example.com");
    await page.getByTestId("server-resource_uri-error").waitFor();
    await accessible(page);
    await page.getByTestId("server-resource_uri").fill("https://mcp.example.com/code");
    await page.getByTestId("server-resource_uri-error").waitFor({ state: "detached" });
    await page.getByTestId("preview").getByText(/^mcp_[0-9a-f]{24}$/).waitFor();
    await page.locator("#server-scopes_supported").fill("code:read");
    await page.keyboard.press("Enter");
    await page.getByTestId("save").click();
    await page.getByTestId("secret-close").waitFor();
    await accessible(page);
    await page.getByTestId("secret-close").click();
    await page.getByText("Code search is registered").waitFor();
    await page.getByText("https://mcp.example.com/code").first().waitFor();
    await page.getByText("scope=\"code:read\"").first().waitFor();
    await accessible(page);
    await screenshot(page, "console-connect");
  });
});

test("lists servers, finds them, and goes back to where one was", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", "mcp-servers?search=code");
    const server = page.getByRole("link", { name: "Code search" });
    await server.waitFor();
    assert.equal(await page.locator("#nav-item-mcp-servers").getAttribute("aria-current"), "page");
    await accessible(page);
    await screenshot(page, "console-servers");
    await server.click();
    await page.getByTestId("settings-form").waitFor();
    await accessible(page);
    await page.goBack();
    await server.waitFor();
    assert.equal(await page.getByTestId("search").locator("input").inputValue(), "code");
    await page.getByTestId("filter-status").selectOption("draft");
    await page.getByTestId("empty-state").getByText("Nothing found").waitFor();
    await accessible(page);
  });
});

test("keeps what was written when somebody else was faster, and saves it then", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 412/] }, async (page) => {
    await openConsole(page, "boss", "mcp-servers");
    await page.getByRole("link", { name: "Code search" }).click();
    await page.getByTestId("server-contact").fill("Ada");
    const id = page.url().match(/mcp_[0-9a-f]+/)[0];
    await changeElsewhere(id);
    await page.getByTestId("save").click();
    await page.getByTestId("changed-meanwhile").getByText("Description").waitFor();
    assert.equal(await page.getByTestId("server-contact").inputValue(), "Ada");
    assert.equal(await page.getByTestId("server-description").inputValue(), "From elsewhere");
    await accessible(page);
    await page.getByTestId("save").click();
    await page.getByText("Code search was saved").waitFor();
  });
});

async function changeElsewhere(serverId) {
  const path = `/servers/${serverId}`;
  const server = await (await asAdministrator(path)).json();
  await asAdministrator(path, { method: "PUT", body: JSON.stringify({ ...server, description: "From elsewhere" }) });
}

async function asAdministrator(path, request = {}) {
  const { KEYCLOAK, REALM } = process.env;
  const { access_token: token } = await tokens("master", {
    grant_type: "password",
    client_id: "admin-cli",
    username: "admin",
    password: "admin",
  });
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  return fetch(`${KEYCLOAK}/admin/realms/${REALM}/mcp${path}`, { ...request, headers });
}

async function tokens(realm, request) {
  const url = `${process.env.KEYCLOAK}/realms/${realm}/protocol/openid-connect/token`;
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(request) });
  assert.equal(answer.status, 200);
  return answer.json();
}

test("shows how many clients use a server, and when it last got a token", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "lister", "mcp-servers");
    const row = page.getByRole("row", { name: "Code search" });
    await row.getByTestId("clients").getByText("0", { exact: true }).waitFor();
    await row.getByTestId("last-token").getByText("–", { exact: true }).waitFor();
    await tokens(process.env.REALM, {
      grant_type: "client_credentials",
      client_id: "agent",
      client_secret: "agent",
      resource: "https://mcp.example.com/code",
    });
    await noted((await row.getAttribute("data-testid")).replace("row-", ""));
    await page.reload();
    await row.getByTestId("clients").getByText("1", { exact: true }).waitFor();
    await row.getByTestId("last-token").getByText(String(new Date().getUTCFullYear())).waitFor();
    await accessible(page);
  });
});

/** A use is noted when the token may be on its way already. */
async function noted(serverId) {
  const deadline = Date.now() + 10_000;
  let clients = 0;
  while (clients === 0) {
    assert.ok(Date.now() < deadline, "the use is not noted");
    const usage = await (await asAdministrator(`/connections/usage?servers=${serverId}`)).json();
    ({ clients } = usage.servers[0]);
  }
}

test("edits access and scopes, and says per field what the server says", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", "mcp-servers");
    await page.getByRole("link", { name: "Code search" }).click();
    await page.getByTestId("settings-form").waitFor();
    const base = page.url().split("#")[1].split("/").slice(2).join("/");
    await goTo(page, `${base}/access`);
    await page.locator("#server-required_roles").fill("developer");
    await page.getByRole("option", { name: "developer" }).click();
    await page.locator("#server-required_groups").fill("engineering");
    await page.getByRole("option", { name: "/engineering", exact: true }).click();
    await accessible(page);
    await page.getByTestId("save").click();
    await page.getByText("Code search was saved").waitFor();
    await goTo(page, `${base}/scopes`);
    await page.getByTestId("add-scope").click();
    await page.getByTestId("scope-1-name").fill("with space");
    await page.getByTestId("server-scopes-error").waitFor();
    await page.getByTestId("scope-1-name").fill("code:write");
    await page.getByTestId("scope-1-description").fill("Change your code");
    await page.getByTestId("server-scopes-error").waitFor({ state: "detached" });
    await accessible(page);
    await page.getByTestId("save").click();
    await page.getByTestId("scope-1").getByText("code:write").waitFor();
    await goTo(page, `${base}/nothing`);
    await page.getByText("There is no such page").waitFor();
  });
});

test("tests a token and shows the challenge", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 401/] }, async (page) => {
    await openConsole(page, "boss", "mcp-servers");
    await page.getByRole("link", { name: "Code search" }).click();
    await page.locator("[data-testid$='-test']").click();
    await page.getByTestId("run-test").click();
    await page.getByTestId("report").getByText("Answer with status 401").waitFor();
    await page.getByTestId("test-token").fill("Bearer not.a.token");
    await page.getByTestId("run-test").click();
    await page.getByTestId("report").getByText("Wrong").first().waitFor();
    await accessible(page);
    await screenshot(page, "console-test");
  });
});

test("is Keycloak in the dark and in German too", async () => {
  await visit({ colorScheme: "dark", locale: "de" }, async (page) => {
    await openConsole(page, "boss", "mcp-servers");
    await page.getByRole("link", { name: "Code search" }).waitFor();
    await page.getByText("MCP-Server registrieren").waitFor();
    assert.equal(await page.locator("#nav-item-mcp-servers").textContent(), "MCP-Server");
    await accessible(page);
    await screenshot(page, "console-servers-dark");
  });
});

test("who may only view sees all and changes nothing", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "lister", "mcp-servers");
    await page.getByRole("link", { name: "Code search" }).click();
    await page.getByTestId("settings-form").waitFor();
    assert.equal(await page.getByTestId("server-name").isDisabled(), true);
    assert.equal(await page.getByTestId("save").count(), 0);
    assert.equal(await page.getByTestId("action-dropdown").count(), 0);
    await accessible(page);
    await goTo(page, "mcp-servers");
    await page.getByRole("link", { name: "Code search" }).waitFor();
    assert.equal(await page.getByTestId("register").count(), 0);
  });
});

test("who may not see clients has no menu item and is refused", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 403/] }, async (page) => {
    await openConsole(page, "nobody", "mcp-servers");
    await page.getByText("query-clients").waitFor();
    assert.equal(await page.locator("#nav-item-mcp-servers").count(), 0);
  });
});

test("suspends a server after saying what that breaks, and deletes it", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 404/] }, async (page) => {
    await openConsole(page, "boss", "mcp-servers");
    await page.getByRole("link", { name: "Code search" }).click();
    await page.getByTestId("action-dropdown").click();
    await page.getByTestId("action-suspend").click();
    await page.getByText("no token is issued or refreshed").waitFor();
    await page.getByTestId("confirm").click();
    await page.getByTestId("server-status").getByText("Suspended").waitFor();
    await page.getByTestId("action-dropdown").click();
    await page.getByTestId("action-delete").click();
    await page.getByTestId("confirm").click();
    await page.getByTestId("empty-state").waitFor();
    await page.getByText("Code search was deleted").waitFor();
  });
});
