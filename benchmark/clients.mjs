/* SPDX-License-Identifier: Apache-2.0 */
// Measures registrations against stock's, and a realm with very many MCP clients. The README says how to read it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { measureCleanUp, measureClientLists, measureRegistrations, registerClient } from './src/clients.mjs';
import { USAGE, readClientsSettings } from './src/clients-settings.mjs';
import { ROOT, TARGET, buildJar, installKeycloaks, keycloakVersion } from './src/installation.mjs';
import { describeRun } from './src/machine.mjs';
import { killDatabases, startPostgres } from './src/postgres.mjs';
import { Admin } from './src/realm.mjs';
import { clientsMarkdown, number, summarise, summariseRates, withResults } from './src/results.mjs';
import { killAll, startKeycloak, stopKeycloak } from './src/server.mjs';

const README = join(ROOT, 'benchmark/README.md');
const FEW = 'few-clients';
const MANY = 'many-clients';

process.on('exit', () => {
  killAll();
  killDatabases();
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => process.exit(130));
}

try {
  const settings = readClientsSettings(process.argv.slice(2));
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
  const { rounds, seconds, warmup } = settings;
  say('Building');
  const homes = installKeycloaks(version, settings.jar ? resolve(settings.jar) : buildJar(), 'postgres');
  say('Starting PostgreSQL and both Keycloaks');
  const database = await startPostgres();
  const facts = {
    ...describeRun(settings, `${version}, PostgreSQL ${database.version}, local caches`),
    Rounds: `${rounds} of ${seconds} s for each line, after ${warmup} to warm up`,
  };
  const { profile } = settings;
  const stock = await startKeycloak('stock', homes.stock, { profile, database: database.another('stock') });
  const mcp = await startKeycloak('mcp', homes.mcp, { profile, database });
  const admin = new Admin(mcp);
  const servers = await setUp(new Admin(stock), admin, mcp, database, settings);
  const measured = await measure(stock, mcp, admin, servers, settings);
  await Promise.all([stopKeycloak(stock), stopKeycloak(mcp)]);
  await database.stop();

  const summary = summarise(measured.samples);
  const rates = summariseRates(measured.rates);
  const { cleanUp } = measured;
  const results = clientsMarkdown({ facts, summary, rates, size: settings.clients, cleanUp });
  writeFileSync(join(TARGET, 'results.json'), JSON.stringify({ facts, ...measured }, null, 2));
  console.log(`\n${results}`);
  if (settings.write) {
    writeFileSync(README, withResults(readFileSync(README, 'utf8'), 'clients', results));
  }
  return [...summary, ...rates].every(({ met }) => met);
}

/** A realm in the stock Keycloak, and two in ours: with few clients, and with many. Gives the MCP servers of that one. */
async function setUp(stockAdmin, admin, mcp, database, { clients, stale }) {
  await stockAdmin.createRealm(FEW);
  await stockAdmin.openRegistration(FEW);
  const servers = {};
  for (const realm of [FEW, MANY]) {
    await admin.createRealm(realm);
    ({ servers: servers[realm] } = await admin.registerServers(realm, 1, () => {}));
    await admin.openMcpRegistration(realm);
  }
  say(`Copying ${number(clients)} MCP clients`);
  database.copyClient(MANY, await registerClient(mcp, MANY, 'Template'), clients, stale);
  database.analyse();
  return servers[MANY];
}

async function measure(stock, mcp, admin, servers, { clients: size, warmup, rounds, seconds }) {
  const realms = { few: FEW, many: MANY, size };
  const samples = [];
  const rates = [];
  for (let round = 1 - warmup; round <= rounds; round++) {
    say(round < 1 ? 'Warming up' : `Round ${round} of ${rounds}`);
    const registrations = await measureRegistrations(stock, mcp, realms, seconds);
    const lists = await measureClientLists(mcp, admin, realms, seconds);
    if (round >= 1) {
      samples.push(...registrations);
      rates.push(...lists);
    }
  }
  say('Removing stale clients');
  const { samples: during, cleanUp } = await measureCleanUp(mcp, admin, realms, servers, seconds);
  return { samples: [...samples, ...during], rates, cleanUp };
}

function say(text) {
  console.error(`${new Date().toTimeString().slice(0, 8)} ${text}`);
}
