// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectAccessible, screenshot } from "./lib/browser.mjs";
import { chooseFor, elsewhere, goTo, KNOWN, openConsole, OURS, visits, whileFailing } from "./lib/console.mjs";

const PLACE = "mcp-servers/clients";
const DIALOG = "[role=dialog]";

const visit = visits();
const link = (page, name) => page.getByRole("link", { name, exact: true });

/** What the server says of the clients with a name. */
async function stateOf(name) {
  const { clients } = await elsewhere("GET", `/mcp/clients?search=${encodeURIComponent(name)}`);
  return clients.map(({ state }) => state);
}

async function chooseForAll(page, action) {
  await page.getByTestId("bulk-menu").click();
  await page.getByTestId(`bulk-${action}`).click();
}

test("are listed, found and narrowed down, and the address says by what", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", `${PLACE}?state=pending`);
    await link(page, "Acme agent").waitFor();
    await link(page, "Wild agent").waitFor();
    assert.equal(await link(page, "Workbench").count(), 0);
    await expectAccessible(page, OURS);
    await screenshot(page, "console-clients");
    await page.getByTestId("filter-state").selectOption("");
    await page.getByTestId("search").locator("input").fill("Editor 11");
    await page.keyboard.press("Enter");
    await link(page, "Editor 117").waitFor();
    assert.match(page.url(), /search=Editor/);
    await link(page, "Editor 117").click();
    await page.getByTestId("client-details").getByText("http://127.0.0.1/editor").waitFor();
    await expectAccessible(page, OURS);
    await page.goBack();
    await link(page, "Editor 117").waitFor();
    await page.getByTestId("filter-onboarding").selectOption("client_id_metadata");
    await page.getByTestId("empty-state").getByText("Nothing found").waitFor();
  });
});

test("are read page by page, each of which has an address", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", PLACE);
    const rows = page.locator("tbody tr");
    await rows.nth(9).waitFor();
    const first = await rows.first().getAttribute("data-testid");
    await page.getByRole("button", { name: "Next page" }).click();
    await page.waitForURL(/first=10/);
    await page.getByTestId(first).waitFor({ state: "detached" });
    const tenth = await rows.first().getAttribute("data-testid");
    await page.reload();
    await page.getByTestId(tenth).waitFor();
    assert.equal(await rows.count(), 10);
    await page.getByTestId(tenth).getByRole("link").click();
    await page.getByTestId("client-details").waitFor();
    await page.goBack();
    await page.getByTestId(tenth).waitFor();
    await page.goForward();
    await page.getByTestId("client-details").waitFor();
    await page.reload();
    await page.getByTestId("client-details").waitFor();
  });
});

test("that wait are approved, for some servers, at the second try if the first one fails", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 500/] }, async (page) => {
    await openConsole(page, "boss", `${PLACE}?state=pending`);
    await chooseFor(page, "Acme agent", "Approve");
    const servers = page.locator("[id='clients.approve-servers']");
    await servers.fill("Code");
    await page.getByRole("option", { name: /Code search/ }).click();
    await expectAccessible(page, DIALOG);
    await whileFailing(page, "POST", "**/approve", 500, async () => {
      await page.getByTestId("confirm").click();
      await page.locator(DIALOG).getByText("Keycloak answered with status 500").waitFor();
    });
    await page.locator(DIALOG).getByRole("button", { name: /^Remove mcp_/ }).waitFor();
    await page.getByTestId("confirm").click();
    await page.getByText("Acme agent is let in").waitFor();
    await link(page, "Acme agent").waitFor({ state: "detached" });
  });
  assert.deepEqual(await stateOf("Acme agent"), ["active"]);
  const [{ id }] = (await elsewhere("GET", "/mcp/clients?search=Acme")).clients;
  const { attributes } = await elsewhere("GET", `/clients/${id}`);
  assert.match(attributes["mcp.allowed_servers"], /^mcp_[0-9a-f]{24}$/);
});

test("are blocked, and let in again, on a page of their own", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", `${PLACE}?search=Workbench`);
    await link(page, "Workbench").click();
    await page.getByTestId("client-block").click();
    await page.getByText("kept out at once").waitFor();
    await page.getByTestId("confirm").click();
    await page.getByText("Workbench is blocked").waitFor();
    await page.getByTestId("client-unblock").waitFor();
    assert.deepEqual(await stateOf("Workbench"), ["blocked"]);
    await page.getByTestId("client-unblock").click();
    await page.getByTestId("confirm").click();
    await page.getByText("Workbench is let in again").waitFor();
  });
  assert.deepEqual(await stateOf("Workbench"), ["active"]);
});

test("that are chosen are blocked together", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", `${PLACE}?search=Editor%2011`);
    await page.getByRole("checkbox", { name: "Select row 0" }).check();
    await page.getByRole("checkbox", { name: "Select row 1" }).check();
    await page.getByTestId("bulk-menu").getByText("Actions for 2 clients").waitFor();
    await chooseForAll(page, "block");
    await page.getByText("2 clients are kept out").waitFor();
    await page.getByTestId("confirm").click();
    await page.getByTestId("bulk-dialog").getByText("2 of 2").waitFor();
    await page.getByTestId("close").click();
    await page.getByTestId("bulk-menu").getByText("Actions for 11 clients").waitFor();
  });
  assert.equal((await stateOf("Editor 11")).filter((state) => state === "blocked").length, 2);
});

test("of a whole search are removed, with progress, and those that stay are named with the reason", async () => {
  await elsewhere("POST", "/clients", {
    clientId: "editor-of-ours",
    name: "Editor of ours",
    attributes: { "mcp.client": "manual" },
  });
  await visit({}, async (page) => {
    await openConsole(page, "boss", `${PLACE}?search=Editor`);
    await chooseForAll(page, "remove");
    await page.getByText("120 clients are removed").waitFor();
    await page.getByTestId("spared").getByText("editor-of-ours: an administrator made it").waitFor();
    await expectAccessible(page, DIALOG);
    let steps = 0;
    page.on("request", (request) => (steps += request.url().endsWith("/clients/bulk") ? 1 : 0));
    await page.getByTestId("confirm").click();
    await page.getByRole("progressbar").waitFor();
    await page.getByTestId("bulk-dialog").getByText("120 of 120").waitFor();
    assert.ok(steps > 1, "progress is seen when it is done in steps");
    await expectAccessible(page, DIALOG);
    await screenshot(page, "console-clients-removed");
    await page.getByTestId("close").click();
    await page.getByTestId("bulk-menu").getByText("Actions for 1 client").waitFor();
  });
  assert.deepEqual(await stateOf("Editor"), ["active"]);
});

test("tell why something was not done, and the question stays", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 404/] }, async (page) => {
    await openConsole(page, "boss", `${PLACE}?search=Wild`);
    await chooseFor(page, "Wild agent", "Block");
    const [{ id }] = (await elsewhere("GET", "/mcp/clients?search=Wild")).clients;
    await elsewhere("DELETE", `/mcp/clients/${id}`);
    await page.getByTestId("confirm").click();
    await page.locator(DIALOG).getByText("This realm has no MCP client with this id").waitFor();
    await page.getByTestId("cancel").click();
    await goTo(page, `${PLACE}/${id}`);
    await page.getByText("This realm has no MCP client with this id").waitFor();
    await expectAccessible(page, OURS);
  });
});

test("whose time is over are named before they are removed", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByTestId("clients-clean-up").click();
    await page.getByText("No clean-up yet").or(page.getByTestId("clean-up-report")).first().waitFor();
    await page.getByTestId("clean-up-now").click();
    await page.locator(DIALOG).getByText("1 client whose time is over would be removed").waitFor();
    await expectAccessible(page, DIALOG);
    await page.getByTestId("confirm").click();
    await page.getByTestId("clean-up-report").getByText("1 client was removed").waitFor();
    await expectAccessible(page, OURS);
  });
  assert.deepEqual(await stateOf("Old agent"), []);
});

test("are asked about before they come", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 400/] }, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByTestId("clients-check").click();
    await page.getByTestId("clients.check-kind-registration").check();
    const registration = page.getByTestId("clients.check-registration");
    await registration.fill("{");
    await page.getByTestId("clients.check-registration-error").waitFor();
    await registration.fill('{"redirect_uris":["http://127.0.0.1/callback"]}');
    await page.getByTestId("check-ask").click();
    const verdict = page.getByTestId("check-verdict");
    await verdict.getByText("It would be let in").waitFor();
    await page.getByTestId("check-registered").getByText("http://127.0.0.1/callback").waitFor();
    await expectAccessible(page, OURS);
    await screenshot(page, "console-clients-check");
    await registration.fill('{"redirect_uris":["https://unknown.example.com/callback"]}');
    await page.getByTestId("check-ask").click();
    await verdict.getByText("It would be refused").waitFor();
    await page.getByTestId("clients.check-kind-client_id").check();
    await page.getByTestId("clients.check-client_id").fill("http://app.example.com/client.json");
    await page.getByTestId("check-ask").click();
    await verdict.getByText("It would be refused").waitFor();
    await page.goBack();
    await link(page, "Workbench").waitFor();
  });
});

test("may be changed one by one by who is permitted to", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 403/] }, async (page) => {
    await openConsole(page, "owner", PLACE);
    await link(page, "Workbench").waitFor();
    assert.equal(await page.getByTestId("clients-check").count(), 0);
    assert.equal(await page.getByTestId("clients-clean-up").count(), 0);
    assert.equal(await page.getByRole("button", { name: "Actions for Workbench" }).count(), 0);
    await chooseForAll(page, "block");
    await page.getByText("1 client is kept out").waitFor();
    await page.getByTestId("spared").waitFor();
    await page.getByTestId("close").click();
    await chooseFor(page, "Owned agent", "Block");
    await page.getByTestId("confirm").click();
    await page.getByText("Owned agent is blocked").waitFor();
    await link(page, "Owned agent").click();
    await page.getByTestId("client-unblock").click();
    await page.getByTestId("confirm").click();
    await page.getByTestId("client-block").waitFor();
    await page.goBack();
    await link(page, "Workbench").click();
    await page.getByTestId("client-details").waitFor();
    assert.equal(await page.getByTestId("client-block").count(), 0);
    await goTo(page, "mcp-servers");
    await link(page, "Code search").click();
    await page.getByTestId("action-dropdown").waitFor();
    await page.getByTestId("server-contact").fill("Ada");
    await page.getByTestId("save").click();
    await page.getByText("Code search was saved").waitFor();
    await goTo(page, "mcp-servers");
    await link(page, "Code search").waitFor();
    assert.equal(await page.getByTestId("register").count(), 0);
    assert.equal(await link(page, "Mail").count(), 0);
    await goTo(page, "mcp-servers/servers/new");
    await page.getByText("You do not have the permission").waitFor();
  });
  assert.deepEqual(await stateOf("Owned agent"), ["active"]);
});

test("are shown to those who may not change them", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "lister", PLACE);
    await link(page, "Workbench").waitFor();
    assert.equal(await page.getByTestId("bulk-menu").count(), 0);
    assert.equal(await page.getByTestId("clients-check").count(), 0);
    assert.equal(await page.getByRole("button", { name: "Actions for Workbench" }).count(), 0);
    await link(page, "Workbench").click();
    await page.getByTestId("client-details").waitFor();
    assert.equal(await page.getByTestId("client-block").count(), 0);
    await expectAccessible(page, OURS);
  });
});

test("are in German, in the dark", async () => {
  await visit({ colorScheme: "dark", locale: "de" }, async (page) => {
    await openConsole(page, "boss", PLACE);
    await link(page, "Workbench").waitFor();
    await page.getByRole("row", { name: "Workbench" }).getByText("Hat sich selbst registriert").waitFor();
    await expectAccessible(page, OURS);
    await screenshot(page, "console-clients-dark");
  });
});
