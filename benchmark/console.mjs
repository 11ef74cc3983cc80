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

/** Signs in to the console of a realm, in a profile of its own, and counts processor time from then on. */
async function open(browser, side) {
  const realm = REALMS[side];
  await admin('POST', '', { realm, enabled: true, adminTheme: THEMES[side], users: [boss] });
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${base}/admin/${realm}/console/#/${realm}/clients`);
  await page.fill('#username', 'boss');
  await page.fill('#password', 'boss');
  await page.click('#kc-login');
  await shown(page, 'clients');
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, devTools };
}

const shown = (page, name) => page.getByRole('link', { name: PAGES[name], exact: true }).waitFor();

/** Milliseconds until a page of the console is done, by the clock, and what its main thread took for it. */
async function measure({ page, devTools }, side, name) {
  await page.evaluate((hash) => (location.hash = hash), `/${REALMS[side]}/${name}`);
  await shown(page, name);
  const start = performance.now();
  await page.reload({ waitUntil: 'commit' });
  await shown(page, name);
  const clock = performance.now() - start;
  const { metrics } = await devTools.send('Performance.getMetrics');
  return { clock, processor: metrics.find((metric) => metric.name === 'TaskDuration').value * 1000 };
}

/** What each page took in each round, on both sides. */
async function measureAll(consoles) {
  const samples = Object.fromEntries(Object.keys(PAGES).map((name) => [name, []]));
  const sides = Object.keys(THEMES);
  for (let round = -WARM_UP; round < Number(rounds); round++) {
    for (const name of Object.keys(PAGES)) {
      const sample = {};
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        sample[side] = await measure(consoles[side], side, name);
      }
      if (round >= 0) {
        samples[name].push(sample);
      }
    }
  }
  return samples;
}

function line([name, samples]) {
  const ratios = (what) => samples.map(({ stock, ours }) => ours[what] / stock[what]);
  const [low, high] = [0.25, 0.75].map((share) => quantile(ratios('clock'), share));
  const ratio = median(ratios('clock'));
  return {
    name,
    millis: Object.keys(THEMES).map((side) => median(samples.map((sample) => sample[side].clock))),
    ratio,
    low,
    high,
    processorRatio: median(ratios('processor')),
    target: TARGET,
    met: ratio <= TARGET,
  };
}

function markdown(facts, lines) {
  const head = ['page', 'stock, ms', 'with the section, ms', 'ratio by clock', 'middle half', 'ratio by CPU', 'target', 'verdict'];
  const rows = lines.map((line) => [
    line.name,
    ...line.millis.map((millis) => millis.toFixed(0)),
    `**${line.ratio.toFixed(3)}**`,
    `${line.low.toFixed(2)}–${line.high.toFixed(2)}`,
    line.processorRatio.toFixed(2),
    `≤ ${line.target}`,
    verdict(line),
  ]);
  return `${list(facts)}\n\n${table(head, rows)}`;
}

const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--headless', '--no-sandbox'] });
try {
  const consoles = { stock: await open(browser, 'stock'), ours: await open(browser, 'ours') };
  const lines = Object.entries(await measureAll(consoles)).map(line);
  const facts = {
    Date: new Date().toISOString().slice(0, 10),
    Processor: `${cpus()[0].model.trim()}, ${availableParallelism()} cores`,
    Browser: `Chromium ${browser.version()}`,
    Rounds: `${rounds}, after ${WARM_UP} to warm up; medians`,
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
