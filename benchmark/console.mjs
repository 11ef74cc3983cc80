/* SPDX-License-Identifier: Apache-2.0 */
// Measures what the section MCP servers costs who opens the admin console: a page of the stock console with our theme
// and without it, by turns. It needs a Keycloak with the JAR that runs already, Chromium, and `npm ci` in tests/browser.
//
//   node console.mjs http://localhost:8080 [rounds]
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { median } from './src/results.mjs';

const BROWSER_TESTS = join(import.meta.dirname, '../tests/browser');
const { chromium } = createRequire(join(BROWSER_TESTS, 'package.json'))('playwright-core');
const { ensureChromium } = await import(join(BROWSER_TESTS, 'lib/chromium.mjs'));

const TARGET = 1.05;
const REALM = 'console-benchmark';
const THEMES = { stock: 'keycloak.v2', ours: 'mcp' };
const [base = 'http://localhost:8080', rounds = '10'] = process.argv.slice(2);

async function admin(method, path, body) {
  const login = new URLSearchParams({
    grant_type: 'password',
    client_id: 'admin-cli',
    username: 'admin',
    password: 'admin',
  });
  const tokenUrl = `${base}/realms/master/protocol/openid-connect/token`;
  const { access_token: token } = await (await fetch(tokenUrl, { method: 'POST', body: login })).json();
  const answer = await fetch(`${base}/admin/realms${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
}

async function measure(page) {
  const start = performance.now();
  await page.reload();
  await page.getByRole('link', { name: 'account-console' }).waitFor();
  return performance.now() - start;
}

await admin('POST', '', {
  realm: REALM,
  enabled: true,
  users: [
    {
      username: 'boss',
      enabled: true,
      email: 'boss@example.org',
      firstName: 'Boss',
      lastName: 'Example',
      credentials: [{ type: 'password', value: 'boss' }],
      clientRoles: { 'realm-management': ['realm-admin'] },
    },
  ],
});
const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--headless', '--no-sandbox'] });
try {
  const page = await browser.newPage();
  await page.goto(`${base}/admin/${REALM}/console/#/${REALM}/clients`);
  await page.fill('#username', 'boss');
  await page.fill('#password', 'boss');
  await page.click('#kc-login');
  await page.getByRole('link', { name: 'account-console' }).waitFor();
  const millis = { stock: [], ours: [] };
  for (let round = -1; round < Number(rounds); round++) {
    for (const [name, theme] of Object.entries(THEMES)) {
      await admin('PUT', `/${REALM}`, { adminTheme: theme });
      await measure(page);
      const taken = await measure(page);
      // The first round warms the caches of both up.
      if (round >= 0) {
        millis[name].push(taken);
      }
    }
  }
  const [stock, ours] = [median(millis.stock), median(millis.ours)];
  const ratio = ours / stock;
  console.log(`stock ${stock.toFixed(0)} ms, with the section ${ours.toFixed(0)} ms, ratio ${ratio.toFixed(3)} of ${TARGET}`);
  process.exitCode = ratio <= TARGET ? 0 : 1;
} finally {
  await browser.close();
  await admin('DELETE', `/${REALM}`);
}
