// SPDX-License-Identifier: Apache-2.0
import { Browser } from "./browser.mjs";

const { KEYCLOAK, REALM } = process.env;

/** Our part of a page; the menu and the head around it are Keycloak's. */
export const OURS = ".pf-v5-c-page__main";

/** Answers that are no mistake of the page, of which Chromium writes all the same. */
export const KNOWN = [/An iframe which has both allow-scripts and allow-same-origin/];

/**
 * The visits of a file of tests to the console: see {@link Browser#visit}, of which more is expected here.
 *
 * @returns {(person: object, steps: (page: import("playwright-core").Page) => Promise<unknown>) => Promise<unknown>}
 */
export function visits() {
  const browser = Browser.ofTests(KEYCLOAK);
  return (person, steps) => browser.visit({ expectedErrors: KNOWN, ...person }, steps);
}

/**
 * Signs somebody in to the admin console of the realm, at a place in it.
 *
 * @param {import("playwright-core").Page} page the page
 * @param {string} person their name, which is their password too
 * @param {string} place what follows the realm in the address, such as `mcp-servers`
 */
export async function openConsole(page, person, place) {
  await page.goto(`${KEYCLOAK}/admin/${REALM}/console/#/${REALM}/${place}`);
  await signIn(page, person);
}

/** Signs somebody in, on Keycloak's page that asks who they are. */
export async function signIn(page, person) {
  await page.fill("#username", person);
  await page.fill("#password", person);
  await page.click("#kc-login");
}

/**
 * Opens what can be done with a row of a list, and chooses from it.
 *
 * @param {import("playwright-core").Page} page the page
 * @param {string} name what a person calls the row
 * @param {string} action the text of what is chosen
 */
export async function chooseFor(page, name, action) {
  await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

/**
 * Lets a step fail as it does when the server does not do what it is asked.
 *
 * @param {import("playwright-core").Page} page the page
 * @param {string} method the HTTP method that fails
 * @param {string} url the address, with `*` for what does not matter
 * @param {number | undefined} status what is answered; nothing is, if there is none
 * @param {() => Promise<void>} step what is done meanwhile
 */
export async function whileFailing(page, method, url, status, step) {
  const fail = (route) => {
    if (route.request().method() !== method) {
      return route.continue();
    }
    return status === undefined ? route.abort() : route.fulfill({ status });
  };
  await page.route(url, fail);
  await step();
  await page.unroute(url, fail);
}

/** Goes to another place in the console that is open. */
export async function goTo(page, place) {
  await page.evaluate((hash) => (location.hash = hash), `/${REALM}/${place}`);
}

/**
 * Asks the realm's admin REST API as the administrator of the server, as a second administrator would.
 *
 * @param {string} method the HTTP method
 * @param {string} path what follows the realm
 * @param {unknown} [body] sent as JSON
 * @returns {Promise<any>} the JSON of the answer
 */
export async function elsewhere(method, path, body) {
  const answer = await fetch(`${KEYCLOAK}/realms/master/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", client_id: "admin-cli", username: "admin", password: "admin" }),
  });
  const { access_token: token } = await answer.json();
  const response = await fetch(`${KEYCLOAK}/admin/realms/${REALM}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  }
  return text === "" ? undefined : JSON.parse(text);
}
