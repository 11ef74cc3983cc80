// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectAccessible, screenshot } from "./lib/browser.mjs";
import { chooseFor, elsewhere, goTo, KNOWN, openConsole, OURS, visits, whileFailing } from "./lib/console.mjs";

const PLACE = "mcp-servers/settings";
const SETTINGS = "/mcp/settings";

const visit = visits();
const saved = () => elsewhere("GET", SETTINGS);

/** Saves, and waits for the server to say so. */
async function save(page) {
  await page.getByTestId("settings-save").click();
  await page.getByText("The settings were saved").waitFor();
}

test("are explained, saved, and what they do to the metadata is shown", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", PLACE);
    const effect = page.getByTestId("effect-registration_endpoint");
    await effect.getByText("/clients-registrations/mcp").waitFor();
    await expectAccessible(page, OURS);
    await screenshot(page, "console-settings");
    assert.equal(await page.getByTestId("settings-save").isDisabled(), true);
    await page.getByTestId("settings-registration.mode-off").check();
    await effect.getByText("registration_endpoint is left out").waitFor();
    await page.getByText("From when you save").waitFor();
    await page.getByTestId("settings-life_cycle.idle_days").fill("30");
    await save(page);
    assert.equal(await page.getByText("From when you save").count(), 0);
  });
  const { registration, life_cycle } = await saved();
  assert.equal(registration.mode, "off");
  assert.equal(life_cycle.idle_days, 30);
});

test("stay as they were written where the server refuses them, with what it says", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 400/] }, async (page) => {
    await openConsole(page, "boss", PLACE);
    const lifetime = page.getByTestId("settings-default_token_lifetime");
    await lifetime.fill("5");
    await page.getByTestId("settings-life_cycle.idle_days").fill("31");
    await page.getByTestId("settings-save").click();
    await page.getByTestId("settings-default_token_lifetime-error").getByText("between 60 and 86400").waitFor();
    await page.getByTestId("settings-failure").getByText("default_token_lifetime").waitFor();
    assert.equal(await lifetime.inputValue(), "5");
    await expectAccessible(page, OURS);
    await lifetime.fill("600");
    await save(page);
  });
  assert.equal((await saved()).default_token_lifetime, 600);
});

test("stay as they were written where they cannot be saved", async () => {
  const failures = [
    [undefined, "Keycloak cannot be reached"],
    [500, "Keycloak answered with status 500"],
    [403, "You do not have the permission"],
  ];
  await visit({ expectedErrors: [...KNOWN, /ERR_FAILED/, /status of (500|403)/] }, async (page) => {
    await openConsole(page, "boss", PLACE);
    const seconds = page.getByTestId("settings-refresh_tokens.grace_seconds");
    await seconds.fill("45");
    for (const [status, message] of failures) {
      await whileFailing(page, "PUT", "**/mcp/settings", status, async () => {
        await page.getByTestId("settings-save").click();
        await page.getByTestId("settings-failure").getByText(message).waitFor();
        assert.equal(await seconds.inputValue(), "45");
      });
    }
    await save(page);
  });
  assert.equal((await saved()).refresh_tokens.grace_seconds, 45);
});

test("say how long tokens of a new server live, which says itself what is wrong with it", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 500/] }, async (page) => {
    await openConsole(page, "boss", "mcp-servers/servers/new");
    await page.getByTestId("server-name").fill("Mail");
    await page.getByTestId("server-resource_uri").fill("https://mcp.example.com/code");
    await page.getByTestId("server-resource_uri-error").getByText(/mcp_[0-9a-f]{24}/).waitFor();
    await page.getByTestId("server-resource_uri").fill("https://mcp.example.com/mail");
    const preview = page.getByTestId("preview");
    await preview.getByText("/.well-known/oauth-protected-resource").waitFor();
    await page.getByRole("button", { name: "Optional" }).click();
    const lifetime = page.getByTestId("server-token_lifetime");
    assert.equal(await lifetime.inputValue(), "600");
    await lifetime.fill("5");
    await page.getByTestId("server-token_lifetime-error").getByText("between 60 and 86400").waitFor();
    await lifetime.fill("600");
    await page.getByTestId("server-token_lifetime-error").waitFor({ state: "detached" });
    await expectAccessible(page, OURS);
    await whileFailing(page, "POST", "**/mcp/servers", 500, async () => {
      await page.getByTestId("save").click();
      await page.getByTestId("failure").getByText("Keycloak answered with status 500").waitFor();
    });
    assert.equal(await page.getByTestId("server-name").inputValue(), "Mail");
    await page.getByTestId("save").click();
    await page.getByTestId("secret-close").click();
    await page.getByText("Mail is registered").waitFor();
  });
  const { servers } = await elsewhere("GET", "/mcp/servers?search=Mail");
  assert.equal(servers[0].token_lifetime, 600);
});

test("of two administrators at once the second is told, and nothing of either is lost", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 412/] }, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByTestId("settings-life_cycle.unused_hours").fill("48");
    const theirs = await saved();
    await elsewhere("PUT", SETTINGS, { ...theirs, resource_parameter: "report" });
    await page.getByTestId("settings-save").click();
    await page.getByTestId("settings-changed-meanwhile").getByText("A request that names no server").waitFor();
    assert.equal(await page.getByTestId("settings-life_cycle.unused_hours").inputValue(), "48");
    assert.equal(await page.getByTestId("settings-resource_parameter-report").isChecked(), true);
    await expectAccessible(page, OURS);
    await save(page);
  });
  const { life_cycle, resource_parameter } = await saved();
  assert.equal(life_cycle.unused_hours, 48);
  assert.equal(resource_parameter, "report");
});

test("know clients that an administrator adds, and keep others out", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 400/] }, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByTestId("settings-known_clients-add").click();
    await page.getByTestId("settings.known_clients-product").fill("Our own");
    await expectAccessible(page, "[role=dialog]");
    await page.getByTestId("dialog-done").click();
    await page.getByTestId("settings-save").click();
    await page.getByTestId("settings-failure").getByText("known_clients[0].client_ids").waitFor();
    await chooseFor(page, "Our own", "Edit");
    await page.locator("[id='settings.known_clients-redirect_uris']").fill("https://own.example.com/callback");
    await page.keyboard.press("Enter");
    await page.getByTestId("dialog-done").click();
    await page.getByTestId("settings-catalogue").getByRole("button").first().click();
    await page.locator("label[for='let-in-ChatGPT']").click();
    await page.getByRole("checkbox", { name: "Let ChatGPT in", checked: false }).waitFor();
    await expectAccessible(page, OURS);
    await save(page);
  });
  const { known_clients, blocked_products } = await saved();
  assert.deepEqual(known_clients, [{ product: "Our own", redirect_uris: ["https://own.example.com/callback"] }]);
  assert.deepEqual(blocked_products, ["ChatGPT"]);
});

test("have documents and keys in them", async () => {
  const id = "https://app.example.com/client.json";
  const document = { client_id: id, client_name: "App", redirect_uris: ["https://app.example.com/callback"] };
  await visit({}, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByTestId("settings-client_id_metadata.pinned_documents-add").click();
    const prefix = "settings.client_id_metadata.pinned_documents";
    await page.getByTestId(`${prefix}-client_id`).fill(id);
    await page.getByTestId(`${prefix}-document`).fill("{");
    await page.getByText("This is no JSON yet").waitFor();
    await page.getByTestId(`${prefix}-document`).fill(JSON.stringify(document));
    await page.getByTestId("dialog-done").click();
    await page.getByTestId("settings-form").getByText(id).waitFor();
    await save(page);
  });
  assert.deepEqual((await saved()).client_id_metadata.pinned_documents, [
    { client_id: id, document },
  ]);
});

test("go back to what is saved", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "boss", PLACE);
    const days = page.getByTestId("settings-life_cycle.idle_days");
    const before = await days.inputValue();
    await days.fill("7");
    await page.getByTestId("settings-revert").click();
    assert.equal(await days.inputValue(), before);
  });
});

test("are shown to those who may not change them", async () => {
  await visit({}, async (page) => {
    await openConsole(page, "viewer", PLACE);
    await page.getByText("takes the role manage-realm").waitFor();
    assert.equal(await page.getByTestId("settings-life_cycle.idle_days").isDisabled(), true);
    assert.equal(await page.getByTestId("settings-registration.mode-open").isDisabled(), true);
    assert.equal(await page.getByTestId("settings-save").count(), 0);
    assert.equal(await page.getByTestId("settings-known_clients-add").count(), 0);
    await expectAccessible(page, OURS);
  });
});

test("are not shown to those who may not look at the realm", async () => {
  await visit({ expectedErrors: [...KNOWN, /status of 403/] }, async (page) => {
    await openConsole(page, "lister", PLACE);
    await page.getByText("You do not have the permission").waitFor();
    await goTo(page, "mcp-servers/clients");
    await page.getByTestId("empty-state").waitFor();
  });
});

test("are in German, in the dark", async () => {
  await visit({ colorScheme: "dark", locale: "de" }, async (page) => {
    await openConsole(page, "boss", PLACE);
    await page.getByText("Clients, die sich selbst registrieren").waitFor();
    await expectAccessible(page, OURS);
    await screenshot(page, "console-settings-dark");
  });
});
