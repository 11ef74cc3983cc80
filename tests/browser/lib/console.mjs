// SPDX-License-Identifier: Apache-2.0
const { KEYCLOAK, REALM } = process.env;

/** Answers that are no mistake of the page, of which Chromium writes all the same. */
export const KNOWN = [/An iframe which has both allow-scripts and allow-same-origin/];

/**
 * Signs somebody in to the admin console of the realm, at a place in it.
 *
 * @param {import("playwright-core").Page} page the page
 * @param {string} person their name, which is their password too
 * @param {string} place what follows the realm in the address, such as `mcp-servers`
 */
export async function openConsole(page, person, place) {
  await page.goto(`${KEYCLOAK}/admin/${REALM}/console/#/${REALM}/${place}`);
  await page.fill("#username", person);
  await page.fill("#password", person);
  await page.click("#kc-login");
}

/** Goes to another place in the console that is open. */
export async function goTo(page, place) {
  await page.evaluate((hash) => (location.hash = hash), `/${REALM}/${place}`);
}
