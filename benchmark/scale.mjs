/* SPDX-License-Identifier: Apache-2.0 */
// Measures a realm with very many MCP servers on PostgreSQL. The README says how to read it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT, TARGET, buildJar, installKeycloak, keycloakVersion } from './src/installation.mjs';
import { describeRun } from './src/machine.mjs';
import { killDatabases, startPostgres } from './src/postgres.mjs';
import { Admin, identityOf } from './src/realm.mjs';
import { number, scaleMarkdown, summarise, summariseRates, withResults } from './src/results.mjs';
import { USAGE, readScaleSettings } from './src/scale-settings.mjs';
import {
  measureChanges,
  measureFirstTokens,
  measureLastUses,
  measureLists,
  measureReads,
  measureWrites,
  prepareLists,
  prepareRealm,
} from './src/scale.mjs';
import { heapAfterCollection, killAll, startKeycloak, stopKeycloak } from './src/server.mjs';
import { PERIOD, SCOPES, settingsOf } from './src/servers.mjs';

const README = join(ROOT, 'benchmark/README.md');
const REALMS = { small: 'one-server', bare: 'one-server-two-scopes', large: 'many-servers', warmUp: 'warm-up' };
const WARM_UP = 1_000;
/** Removing a scope empties Keycloak's cache of the realm, so this is not in every round. */
const LAST_USE_ROUNDS = 5;

process.on('exit', () => {
  killAll();
  killDatabases();
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => process.exit(130));
}

try {
  const settings = readScaleSettings(process.argv.slice(2));
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
  say('Building');
  const home = installKeycloak(version, settings.jar ? resolve(settings.jar) : buildJar(), 'postgres');
  say('Starting PostgreSQL and Keycloak');
  const database = await startPostgres();
  const { realmsCache, rounds, seconds, warmup, different } = settings;
  const facts = {
    ...describeRun(
      settings,
      `${version}, PostgreSQL ${database.version}, local caches, \`--cache-embedded-realms-max-count=${realmsCache}\``,
    ),
    Rounds: `${rounds} of ${seconds} s for each line, after ${warmup} to warm up; ${number(different)} servers asked for in turn`,
  };
  const server = await startKeycloak('scale', home, {
    profile: settings.profile,
    database,
    options: [`--cache-embedded-realms-max-count=${realmsCache}`],
  });
  const admin = new Admin(server);
  const registration = await setUp(admin, database, settings);
  database.analyse();
  const measured = await measure(server, admin, registration.realms, settings);
  const stored = {
    heap: heapAfterCollection(server),
    database: database.megabytes(),
  };
  await stopKeycloak(server);
  await database.stop();

  const summary = summarise(measured.samples);
  const rates = summariseRates(measured.rates);
  const results = scaleMarkdown({ facts, summary, rates, registration, stored });
  writeFileSync(
    join(TARGET, 'results.json'),
    JSON.stringify({ facts, ...measured, stored, registration: { ...registration, realms: undefined } }, null, 2),
  );
  console.log(`\n${results}`);
  if (settings.write) {
    writeFileSync(README, withResults(readFileSync(README, 'utf8'), 'scale', results));
  }
  return [...summary, ...rates].every(({ met }) => met);
}

/** A realm with one server, one with one server and few scopes, and the large one. */
async function setUp(admin, database, { servers: count, byRest }) {
  for (const realm of Object.values(REALMS)) {
    await admin.createRealm(realm);
  }
  await admin.createScopes(REALMS.small, SCOPES);
  const { servers: small } = await admin.registerServers(REALMS.small, 1, showProgress, settingsOf);
  const { servers: bare } = await admin.registerServers(REALMS.bare, 1, showProgress, settingsOf);
  await admin.registerServers(REALMS.warmUp, Math.min(WARM_UP, byRest), () => {}, settingsOf);
  const { servers: registered, ...rates } = await admin.registerServers(REALMS.large, byRest, showProgress, settingsOf);
  if (byRest < count) {
    say(`Copying ${number(count - byRest)} MCP servers`);
    database.copyServers(REALMS.large, byRest, count, PERIOD);
  }
  const copied = Array.from({ length: count - byRest }, (_, index) => identityOf(byRest + index));
  return { ...rates, byRest, size: count, realms: { small, bare, large: [...registered, ...copied] } };
}

async function measure(server, admin, registered, { servers: size, different, warmup, rounds, seconds }) {
  say('Asking for each server once');
  const realms = { size };
  for (const name of ['small', 'bare', 'large']) {
    realms[name] = await prepareRealm(server, REALMS[name], registered[name], different);
  }
  const lists = await prepareLists(admin, realms.large);
  const samples = [];
  const rates = [];
  for (let round = 1 - warmup; round <= rounds; round++) {
    say(round < 1 ? 'Warming up' : `Round ${round} of ${rounds}`);
    const reads = await measureReads(server, realms, round + warmup, seconds);
    const writes = await measureWrites(server, admin, realms, round + warmup);
    const listed = await measureLists(server, admin, lists, seconds);
    const update = writes.find(({ kind }) => kind === 'scale-update');
    const changes = await measureChanges(server, admin, realms, round + warmup, 2 * seconds, update.perProcessorSecond);
    if (round >= 1) {
      samples.push(...reads, ...writes, changes);
      rates.push(...listed);
    }
  }
  say('Asking for what nobody has asked for yet, and removing scopes');
  rates.push(...(await measureFirstTokens(server, realms.large, 2 * seconds)));
  for (let round = 1; round <= LAST_USE_ROUNDS; round++) {
    samples.push(await measureLastUses(server, admin, realms, round));
  }
  return { samples, rates };
}

function showProgress(done, all) {
  if (done % 2_000 === 0 || (done === all && all > 1)) {
    say(`Registered ${number(done)} of ${number(all)} MCP servers`);
  }
}

function say(text) {
  console.error(`${new Date().toTimeString().slice(0, 8)} ${text}`);
}
