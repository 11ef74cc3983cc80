// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, expectAccessible, screenshot } from "./lib/browser.mjs";
import { elsewhere, goTo, KNOWN, openConsole } from "./lib/console.mjs";

const OURS = ".pf-v5-c-page__main";
const PLACE = "mcp-servers/clients";
const DIALOG = "[role=dialog]";

let browser;

before(async () => {
  browser = await Browser.start(process.env.KEYCLOAK);
});

after(async () => {
  await browser.close();
});

const visit = (person, steps) => browser.visit({ expectedErrors: KNOWN, ...person }, steps);
const link = (page, name) => page.getByRole("link", { name, exact: true });

/** What the server says of the clients with a name. */
async function stateOf(name) {
  const { clients } = await elsewhere("GET", `/mcp/clients?search=${encodeURIComponent(name)}`);
  return clients.map(({ state }) => state);
}

/** Chooses what can be done with a client of the list. */
async function choose(page, name, action) {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
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

test("that wait are approved, for some servers", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", `${PLACE}?state=pending`);
    await choose(page, "Acme agent", "Approve");
    const servers = page.locator("[id='clients.approve-servers']");
    await servers.fill("Code");
    await page.getByRole("option", { name: /Code search/ }).click();
    await expectAccessible(page, DIALOG);
    await page.getByTestId("confirm").click();
    await page.getByText("Acme agent is let in").waitFor();
    await link(page, "Acme agent").waitFor({ state: "detached" });
  });
  assert.deepEqual(await stateOf("Acme agent"), ["active"]);
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
    await page.getByText("2 of 2").waitFor();
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
    await page.getByTestId("confirm").click();
    await page.getByRole("progressbar").waitFor();
    await page.getByText("120 of 120").waitFor();
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
    await choose(page, "Wild agent", "Block");
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
    await page.locator(DIALOG).getByText("0 clients whose time is over would be removed").waitFor();
    await expectAccessible(page, DIALOG);
    await page.getByTestId("confirm").click();
    await page.getByTestId("clean-up-report").getByText("0 clients were removed").waitFor();
    await expectAccessible(page, OURS);
  });
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
    await page.getByText("Hat sich selbst registriert").first().waitFor();
    await expectAccessible(page, OURS);
    await screenshot(page, "console-clients-dark");
  });
});
