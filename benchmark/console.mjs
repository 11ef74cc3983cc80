/* SPDX-License-Identifier: Apache-2.0 */
// Measures what the section MCP servers costs who opens the admin console: pages of the stock console with our theme and
// without it, by turns. It needs a Keycloak with the JAR that runs already, Chromium, and `npm ci` in tests/browser.
//
//   node console.mjs [--write] [http://localhost:8080 [rounds]]
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { list, median, quantile, table, verdict, withResults } from './src/results.mjs';

const BROWSER_TESTS = join(import.meta.dirname, '../tests/browser');
const { chromium } = createRequire(join(BROWSER_TESTS, 'package.json'))('playwright-core');
const { ensureChromium } = await import(join(BROWSER_TESTS, 'lib/chromium.mjs'));

const README = join(import.meta.dirname, 'README.md');
const TARGET = 1.05;
/** Rounds that do not count: they fill the caches of Keycloak and of Chromium. */
const WARM_UP = 2;
/** Each side has a realm, so that nothing changes between the rounds. */
const REALMS = { stock: 'console-benchmark-stock', ours: 'console-benchmark-ours' };
const THEMES = { stock: 'keycloak.v2', ours: 'mcp' };
/** Pages, and the link that is there when one of them is done. */
const PAGES = { clients: 'account-console', users: 'boss', 'client-scopes': 'microprofile-jwt', roles: 'uma_authorization' };

const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
const [base = 'http://localhost:8080', rounds = '10'] = positionals;

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

const boss = {
  username: 'boss',
  enabled: true,
  email: 'boss@example.org',
  firstName: 'Boss',
  lastName: 'Example',
  credentials: [{ type: 'password', value: 'boss' }],
  clientRoles: { 'realm-management': ['realm-admin'] },
};

/** Signs in to the console of a realm, in a profile of its own. */
async function open(browser, side) {
  const realm = REALMS[side];
  await admin('POST', '', { realm, enabled: true, adminTheme: THEMES[side], users: [boss] });
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${base}/admin/${realm}/console/#/${realm}/clients`);
  await page.fill('#username', 'boss');
  await page.fill('#password', 'boss');
  await page.click('#kc-login');
  await shown(page, 'clients');
  return page;
}

const shown = (page, name) => page.getByRole('link', { name: PAGES[name], exact: true }).waitFor();

/** Milliseconds from the request for the console until a page of it is done. */
async function measure(page, side, name) {
  await page.evaluate((hash) => (location.hash = hash), `/${REALMS[side]}/${name}`);
  await shown(page, name);
  const start = performance.now();
  await page.reload({ waitUntil: 'commit' });
  await shown(page, name);
  return performance.now() - start;
}

async function measureAll(consoles) {
  const samples = Object.fromEntries(Object.keys(PAGES).map((name) => [name, { stock: [], ours: [] }]));
  const sides = Object.keys(THEMES);
  for (let round = -WARM_UP; round < Number(rounds); round++) {
    for (const name of Object.keys(PAGES)) {
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        const millis = await measure(consoles[side], side, name);
        if (round >= 0) {
          samples[name][side].push(millis);
        }
      }
    }
  }
  return samples;
}

function line([name, { stock, ours }]) {
  const ratio = median(ours) / median(stock);
  return { name, stock, ours, ratio, target: TARGET, met: ratio <= TARGET };
}

function markdown(facts, lines) {
  const millis = (samples) =>
    `${median(samples).toFixed(0)} (${quantile(samples, 0.25).toFixed(0)}–${quantile(samples, 0.75).toFixed(0)})`;
  const rows = lines.map((line) => [
    line.name,
    millis(line.stock),
    millis(line.ours),
    `**${line.ratio.toFixed(3)}**`,
    `≤ ${TARGET}`,
    verdict(line),
  ]);
  return `${list(facts)}\n\n${table(['page', 'stock, ms', 'with the section, ms', 'ratio', 'target', 'verdict'], rows)}`;
}

const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--headless', '--no-sandbox'] });
try {
  const consoles = { stock: await open(browser, 'stock'), ours: await open(browser, 'ours') };
  const lines = Object.entries(await measureAll(consoles)).map(line);
  const facts = {
    Date: new Date().toISOString().slice(0, 10),
    Processor: `${cpus()[0].model.trim()}, ${availableParallelism()} cores`,
    Browser: `Chromium ${browser.version()}`,
    Rounds: `${rounds}, after ${WARM_UP} to warm up; medians, and what half of the rounds lie in`,
  };
  const results = markdown(facts, lines);
  console.log(results);
  if (values.write) {
    writeFileSync(README, withResults(readFileSync(README, 'utf8'), 'console', results));
  }
  process.exitCode = lines.every(({ met }) => met) ? 0 : 1;
} finally {
  await browser.close();
  for (const realm of Object.values(REALMS)) {
    await admin('DELETE', `/${realm}`);
  }
}
