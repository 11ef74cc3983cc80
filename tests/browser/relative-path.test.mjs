// SPDX-License-Identifier: Apache-2.0
// A Keycloak below a path, which administrators reach by another host name. RelativePathIT prepares it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser, sentAway } from "./lib/browser.mjs";
import { KNOWN, openConsole, signIn } from "./lib/console.mjs";

const { KEYCLOAK, FRONTEND, REALM, RESOURCE } = process.env;
const ISSUER = `${FRONTEND}/realms/${REALM}`;
/** Keycloak looks whether its cookies are there in a frame of another site, as the two hosts are to each other here. */
const OTHER_SITE = /^requestStorageAccess: .*\/3p-cookies\/step1\.html\)$/;
const REDIRECT_URI = "http://localhost:3000/callback";

const browser = Browser.ofTests(KEYCLOAK, FRONTEND);

test("administrators use the section at their host, and copy what clients reach at the other", () =>
  browser.visit({ expectedErrors: [...KNOWN, OTHER_SITE] }, async (page) => {
    await openConsole(page, "boss", "mcp-servers");
    await page.getByRole("link", { name: "Files", exact: true }).waitFor();
    assert.ok(page.url().startsWith(`${KEYCLOAK}/admin/`), page.url());
    await page.getByTestId("register").click();
    await page.getByTestId("server-name").fill("Mail");
    await page.getByTestId("server-resource_uri").fill("https://mail.example.com/mcp");
    await page.getByTestId("preview").getByText(`${ISSUER}/mcp/.well-known/oauth-protected-resource/`).waitFor();
    await page.getByTestId("save").click();
    await page.getByTestId("secret-close").click();
    await page.getByText("https://mail.example.com/mcp").first().waitFor();
    assert.ok(!(await page.locator(".pf-v5-c-page__main").innerText()).includes(new URL(KEYCLOAK).host));
  }));

test("people see their connections", () =>
  browser.visit({}, async (page) => {
    await page.goto(`${ISSUER}/mcp/connections`);
    await signIn(page, "alice");
    await page.waitForURL(`${ISSUER}/mcp/connections`);
    await page.locator("#mcp-connections").waitFor();
  }));

test("people are asked for consent", () =>
  browser.visit({}, async (page) => {
    const parameters = new URLSearchParams({
      response_type: "code",
      client_id: "program",
      redirect_uri: REDIRECT_URI,
      resource: RESOURCE,
      scope: "read",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    });
    await page.goto(`${ISSUER}/protocol/openid-connect/auth?${parameters}`);
    await signIn(page, "bob");
    await page.locator("#mcp-consent").waitFor();
    const sent = await sentAway(page, REDIRECT_URI, () => page.locator("#kc-login").click());
    assert.equal(sent.searchParams.get("iss"), ISSUER);
    assert.ok(sent.searchParams.has("code"));
  }));
