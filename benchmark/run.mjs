/* SPDX-License-Identifier: Apache-2.0 */
// Measures a stock Keycloak against one with the JAR, in one run on one machine. The README says how to read it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT, TARGET, buildJar, installKeycloaks, keycloakVersion } from './src/installation.mjs';
import { askOnce } from './src/load.mjs';
import { describeRun } from './src/machine.mjs';
import { measureRound, prepareGroups } from './src/measurement.mjs';
import { Admin } from './src/realm.mjs';
import { resourceMetadata } from './src/requests.mjs';
import { markdown, summarise, withResults } from './src/results.mjs';
import { heapAfterCollection, killAll, startKeycloak, stopKeycloak } from './src/server.mjs';
import { USAGE, readSettings } from './src/settings.mjs';

const README = join(ROOT, 'benchmark/README.md');

process.on('exit', killAll);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => process.exit(130));
}

try {
  const settings = readSettings(process.argv.slice(2));
  if (settings.help) {
    console.log(USAGE);
  } else {
    process.exitCode = (await benchmark(settings)) ? 0 : 1;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

/** Runs everything and prints the results; true if every target is met. */
async function benchmark(settings) {
  const version = keycloakVersion();
  const { pairs, rounds, seconds, warmup } = settings;
  const facts = {
    ...describeRun(settings, `${version}, H2 file database, local caches`),
    Rounds: `${pairs} × ${rounds} of ${seconds} s for each line, after ${warmup} to warm up`,
  };
  say('Building');
  const jar = settings.control ? undefined : settings.jar ? resolve(settings.jar) : buildJar();
  const homes = installKeycloaks(version, jar);

  const { realms, registrations } = await setUp(homes, settings);
  const { samples, heap } = await measureAll(homes, realms, settings);
  const boots = await measureBoots(homes, settings.boots);

  const summary = summarise(samples);
  const results = markdown({ facts, summary, registrations, heap, boots });
  writeFileSync(join(TARGET, 'results.json'), JSON.stringify({ facts, samples, heap, boots, registrations }, null, 2));
  console.log(`\n${results}`);
  if (settings.write) {
    writeFileSync(README, withResults(readFileSync(README, 'utf8'), 'results', results));
  }
  return settings.control || summary.every(({ met }) => met);
}

/** The same realms in both Keycloaks; the MCP servers only where the JAR is. */
async function setUp(homes, { sizes, control }) {
  const realms = [];
  const registrations = [];
  await withPair(homes, {}, async (stock, mcp) => {
    for (const size of sizes) {
      const realm = `with-${size}`;
      await new Admin(stock).createRealm(realm);
      const admin = new Admin(mcp);
      await admin.createRealm(realm);
      let servers = [];
      if (!control) {
        const registered = await admin.registerServers(realm, size, showProgress);
        registrations.push({ ...registered, size, servers: undefined });
        servers = registered.servers;
      }
      realms.push({ size, realm, servers });
    }
  });
  return { realms, registrations };
}

async function measureAll(homes, realms, { pairs, warmup, rounds, seconds, control, profile }) {
  const samples = [];
  const heap = [];
  for (let pair = 1; pair <= pairs; pair++) {
    await withPair(homes, { profile }, async (stock, mcp) => {
      const groups = await prepareGroups(stock, mcp, realms, control);
      say(`Pair ${pair} of ${pairs}: warming up`);
      for (let round = 1; round <= warmup; round++) {
        await measureRound(stock, mcp, groups, round, seconds);
      }
      for (let round = 1; round <= rounds; round++) {
        say(`Pair ${pair} of ${pairs}: round ${round} of ${rounds}`);
        samples.push(...(await measureRound(stock, mcp, groups, round, seconds)));
      }
      if (pair === pairs) {
        heap.push(heaps('after the load', stock, mcp));
        if (!control) {
          const { realm, servers, size } = realms.at(-1);
          await askOnce(mcp, resourceMetadata(realm, servers, size));
          heap.push(heaps(`after the metadata of each of ${size.toLocaleString('en-US')} servers`, stock, mcp));
        }
      }
    });
  }
  return { samples, heap };
}

function heaps(when, stock, mcp) {
  return { when, stock: heapAfterCollection(stock), mcp: heapAfterCollection(mcp) };
}

/** Boots each Keycloak in turn, with the other one down. */
async function measureBoots(homes, boots) {
  const times = { stock: [], mcp: [] };
  for (let boot = 1; boot <= boots; boot++) {
    say(`Boot ${boot} of ${boots}`);
    for (const name of boot % 2 === 0 ? ['stock', 'mcp'] : ['mcp', 'stock']) {
      const server = await startKeycloak(name, homes[name]);
      times[name].push(server.boot);
      await stopKeycloak(server);
    }
  }
  return times;
}

async function withPair(homes, options, work) {
  say('Starting both Keycloaks');
  const stock = await startKeycloak('stock', homes.stock, options);
  const mcp = await startKeycloak('mcp', homes.mcp, options);
  try {
    await work(stock, mcp);
  } finally {
    await Promise.all([stopKeycloak(stock), stopKeycloak(mcp)]);
  }
}

function showProgress(done, all) {
  if (done % 500 === 0 || done === all) {
    say(`Registered ${done.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} MCP servers`);
  }
}

function say(text) {
  console.error(`${new Date().toTimeString().slice(0, 8)} ${text}`);
}
