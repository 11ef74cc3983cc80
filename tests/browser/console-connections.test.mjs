// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { expectAccessible, screenshot } from "./lib/browser.mjs";
import { chooseFor, elsewhere, KNOWN, openConsole, OURS, visits, whileFailing } from "./lib/console.mjs";

const visit = visits();
let code;
let mail;

before(async () => {
  code = await placeOf("Code search");
  mail = await placeOf("Mail");
});

const rowOf = (page, person) => page.getByRole("row", { name: person });

/** The address of the connections of a server. */
async function placeOf(name) {
  const { servers } = await elsewhere("GET", `/mcp/servers?search=${encodeURIComponent(name)}`);
  return `mcp-servers/servers/${servers[0].server_id}/connections`;
}

/** Who is connected to the server, as the REST API says it. */
async function connected() {
  const id = code.split("/")[2];
  const { connections } = await elsewhere("GET", `/mcp/connections?server=${id}`);
  return connections.map(({ user }) => user.username).sort();
}

test("say who lets which client do what since when, and are found by who it is", async () => {
  // That there is nobody of a name is an answer with this status.
  await visit({ expectedErrors: [...KNOWN, /status of 400/] }, async (page) => {
    await openConsole(page, "boss", code);
    const alice = rowOf(page, "alice");
    await alice.getByRole("link", { name: "our-agent" }).waitFor();
    await alice.getByText("code:read", { exact: true }).waitFor();
    assert.equal(await alice.locator("td").filter({ hasText: String(new Date().getUTCFullYear()) }).count(), 2);
    await rowOf(page, "bob").waitFor();
    await expectAccessible(page, OURS);
    await screenshot(page, "console-connections");
    const search = page.getByTestId("search").locator("input");
    await search.fill("bob");
    await page.keyboard.press("Enter");
    await alice.waitFor({ state: "detached" });
    assert.match(page.url(), /search=bob/);
    await page.reload();
    await rowOf(page, "bob").getByRole("link", { name: "our-agent" }).click();
    await page.getByTestId("client-details").waitFor();
    await page.goBack();
    await rowOf(page, "bob").waitFor();
    await search.fill("nobody of that name");
    await page.keyboard.press("Enter");
    await page.getByTestId("empty-state").getByText("Nothing found").waitFor();
    await page.getByRole("button", { name: "Clear search and filters" }).click();
    await alice.waitFor();
    assert.equal(await search.inputValue(), "");
  });
});

test("are seen but not revoked by who may only view", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "viewer", code);
    await rowOf(page, "alice").waitFor();
    assert.equal(await page.getByRole("button", { name: "Actions for alice, our-agent" }).count(), 0);
    assert.equal(await page.getByTestId("revoke-all").count(), 0);
    await expectAccessible(page, OURS);
  });
});

test("are not seen by who may not view people", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 403/] }, async (page) => {
    await openConsole(page, "lister", code);
    await page.getByText("You do not have the permission").waitFor();
    assert.equal(await page.getByTestId("revoke-all").count(), 0);
    await expectAccessible(page, OURS);
  });
});

test("are revoked one by one, and stay where that fails", async () => {
  await visit({ expectedErrors: [...KNOWN, /ERR_FAILED/] }, async (page) => {
    await openConsole(page, "boss", code);
    await chooseFor(page, "alice, our-agent", "Revoke");
    const dialog = page.getByRole("dialog");
    await expectAccessible(page, "[role=dialog]");
    await whileFailing(page, "DELETE", "**/mcp/connections/*", undefined, async () => {
      await page.getByTestId("confirm").click();
      await dialog.getByText("Keycloak cannot be reached").waitFor();
    });
    assert.deepEqual(await connected(), ["alice", "bob"]);
    await page.getByTestId("confirm").click();
    await rowOf(page, "alice").waitFor({ state: "detached" });
    await rowOf(page, "bob").waitFor();
  });
  assert.deepEqual(await connected(), ["bob"]);
});

test("are revoked all at once, in German and in the dark", async () => {
  await visit({ colorScheme: "dark", locale: "de" }, async (page) => {
    await openConsole(page, "boss", code);
    await rowOf(page, "bob").waitFor();
    await expectAccessible(page, OURS);
    await screenshot(page, "console-connections-dark");
    await page.getByTestId("revoke-all").click();
    await page.getByTestId("confirm").click();
    await page.getByTestId("empty-state").getByText("Keine Verbindungen").waitFor();
  });
  assert.deepEqual(await connected(), []);
});

test("are none where nobody has connected", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", mail);
    await page.getByTestId("empty-state").getByText("No connections").waitFor();
    await expectAccessible(page, OURS);
  });
});
