/* SPDX-License-Identifier: Apache-2.0 */
// One Keycloak under load: a realm with very many MCP servers and one with a single server in turn.
import { askOnce, load } from './load.mjs';
import { serverOf } from './realm.mjs';
import { check, resourceMetadata, resourceTokens, spread } from './requests.mjs';
import { processorSeconds } from './server.mjs';
import { PERIOD, scopesOf, settingsOf } from './servers.mjs';

const WRITES = 50;
const LAST_USES = 5;
const CHANGES_PER_MINUTE = 1_000;
const QUERIES = 50;
const MOST_FIRST_TOKENS = 8_000;

/**
 * The requests for tokens and for metadata in a realm, for many of its servers in turn, each of which has been asked
 * for once.
 */
export async function prepareRealm(server, realm, registered, different) {
  const all = registered.map((one, number) => ({ ...one, number, name: serverOf(number).name }));
  const servers = all.filter(({ number }) => settingsOf(number).status === 'active');
  const asked = spread(servers, different);
  const tokens = resourceTokens(realm, asked, asked.length);
  const metadata = resourceMetadata(realm, asked, asked.length);
  for (const requests of [tokens, metadata]) {
    await askOnce(server, requests);
    await check(server.url, requests, asked[0].resource);
  }
  return { realm, all, servers, asked, tokens, metadata };
}

/** One round of what is asked for; each of the large realm's series stands between two of the small one's. */
export async function measureReads(server, { small, bare, large, size }, round, seconds) {
  const compare = async (kind, own, other) => {
    const before = await load(server, other, seconds);
    const result = await load(server, turned(own, round), seconds);
    const after = await load(server, other, seconds);
    return sample(kind, size, result, mean(before, after));
  };
  return [
    await compare('scale-token', large.tokens, small.tokens),
    await compare('scale-token-scopes', large.tokens, bare.tokens),
    await compare('scale-metadata', large.metadata, small.metadata),
  ];
}

/** The same requests from another one on, so that the next measurement goes on about where the last one stopped. */
function turned(requests, round) {
  const start = (round * 1_009) % requests.length;
  return [...requests.slice(start), ...requests.slice(0, start)];
}

/**
 * One round of registrations, updates and removals, one at a time: the same ones in the large realm and in the small
 * one. The servers have the scopes of one that stays.
 */
export async function measureWrites(server, admin, { small, large, size }, round) {
  const settings = (index) => newServer(round, index, scopesOf(0));
  const ids = new Map([
    [small, []],
    [large, []],
  ]);
  const steps = {
    register: (asked) => async (index) => {
      ids.get(asked)[index] = (await admin.registerServer(asked.realm, settings(index))).id;
    },
    // Every second one loses a scope, so that it is looked for whether another server has it.
    update: (asked) => (index) =>
      admin.updateServer(asked.realm, ids.get(asked)[index], {
        ...settings(index),
        scopes_supported: scopesOf(0).slice(index % 2),
        token_lifetime: 600,
      }),
    delete: (asked) => (index) => admin.deleteServer(asked.realm, ids.get(asked)[index]),
  };
  const samples = [];
  for (const [kind, stepIn] of Object.entries(steps)) {
    samples.push(await compareWrites(server, `scale-${kind}`, { small, large, size }, round, WRITES, stepIn));
  }
  return samples;
}

/** One round of removals, each of which takes the last use of a scope away, so that all servers are looked through. */
export async function measureLastUses(server, admin, { small, large, size }, round) {
  const ids = new Map();
  for (const asked of [small, large]) {
    const registered = [];
    for (let index = 0; index < LAST_USES; index++) {
      registered.push(await admin.registerServer(asked.realm, newServer(round, index, [`last-use-${index}`])));
    }
    ids.set(asked, registered);
  }
  return compareWrites(
    server,
    'scale-last-use',
    { small, large, size },
    round,
    LAST_USES,
    (asked) => (index) => admin.deleteServer(asked.realm, ids.get(asked)[index].id),
  );
}

function newServer(round, index, scopes) {
  return serverOf(10_000_000 + round * 1_000 + index, { scopes_supported: scopes });
}

async function compareWrites(server, kind, { small, large, size }, round, count, stepIn) {
  const results = new Map();
  for (const asked of round % 2 === 0 ? [small, large] : [large, small]) {
    results.set(asked, await oneByOne(server, count, stepIn(asked)));
  }
  return sample(kind, size, results.get(large), results.get(small));
}

async function oneByOne(server, count, step) {
  const begin = { at: performance.now(), processor: processorSeconds(server) };
  for (let index = 0; index < count; index++) {
    await step(index);
  }
  return {
    perSecond: (count * 1_000) / (performance.now() - begin.at),
    perProcessorSecond: count / (processorSeconds(server) - begin.processor),
  };
}

/**
 * One round of tokens while servers are changed, 1,000 a minute, between two without. The servers that are changed are
 * those that tokens are asked for. By the clock the changes are at the tokens' cost; by processor time they are not:
 * what so many updates take on their own, as `updatesPerProcessorSecond` has it, is taken off.
 */
export async function measureChanges(server, admin, { large, size }, round, seconds, updatesPerProcessorSecond) {
  const tokens = turned(large.tokens, round);
  const before = await load(server, tokens, seconds);
  const changes = changing(admin, large, round);
  const during = await load(server, tokens, seconds);
  const changed = await changes.stop();
  const after = await load(server, tokens, seconds);
  const processor = during.processorSeconds - changed / updatesPerProcessorSecond;
  return sample(
    'scale-changes',
    size,
    { perSecond: during.perSecond, perProcessorSecond: during.answers / processor },
    mean(before, after),
  );
}

/** Changes one server after another until it is stopped, which gives how many it were. */
function changing(admin, { realm, asked }, round) {
  const interval = 60_000 / CHANGES_PER_MINUTE;
  const running = [];
  const timer = setInterval(() => {
    const { id, number } = asked[(round * 1_009 + running.length * 7) % asked.length];
    const settings = serverOf(number, { ...settingsOf(number), token_lifetime: 600 + round });
    running.push(admin.updateServer(realm, id, { ...settings, description: `Changed in round ${round}` }));
  }, interval);
  return {
    stop: async () => {
      clearInterval(timer);
      return (await Promise.all(running)).length;
    },
  };
}

/** What is asked of the list of the large realm; each kind with the least that it must give in a second. */
export async function prepareLists(admin, { realm, all }) {
  const queries = (query) => Array.from({ length: QUERIES }, (_, index) => query(index));
  const some = (index) => all[Math.floor((index * all.length) / QUERIES)];
  const lists = {
    list: queries((index) => `first=${index * 20}`),
    page: queries((index) => `first=${all.length - 20 - Math.floor((index * all.length) / 2 / QUERIES)}`),
    search: queries((index) => `search=${[some(index).id, some(index).name.slice(3), `${index}.MCP.ex`, `no-${index}`][index % 4]}`),
    status: queries((index) => `status=${['active', 'draft', 'suspended'][index % 3]}&first=${index}`),
  };
  const path = `/${realm}/mcp/servers`;
  const expect = async (query, good) => {
    const page = await admin.ask('GET', `${path}?${query}`);
    if (!good(page)) {
      throw new Error(`The list ?${query} is wrong: it has ${page.servers.length} servers and a total of ${page.total}.`);
    }
  };
  await expect(lists.list[0], ({ servers, total }) => servers.length === 20 && total === all.length);
  await expect(lists.page[0], ({ servers, total }) => servers.length === 20 && total === all.length);
  await expect(lists.search[0], ({ servers, total }) => total === 1 && servers[0].server_id === some(0).id);
  await expect(lists.search[1], ({ servers }) => servers.some(({ server_id: id }) => id === some(1).id));
  await expect('status=draft', ({ total }) => total === Math.floor((all.length + 1) / PERIOD));
  return Object.entries(lists).map(([kind, queried]) => ({
    kind,
    paths: queried.map((query) => `/admin/realms${path}?${query}`),
  }));
}

/** One round of lists. */
export async function measureLists(server, admin, lists, seconds) {
  const samples = [];
  for (const { kind, paths } of lists) {
    const headers = { authorization: await admin.authorization() };
    const requests = paths.map((path) => ({ method: 'GET', path, headers }));
    samples.push({ kind, ...(await load(server, requests, seconds)) });
  }
  return samples;
}

/** Tokens for servers that nobody has asked for yet. */
export async function measureFirstTokens(server, { realm, servers, asked }, seconds) {
  const known = new Set(asked.map(({ id }) => id));
  const others = servers.filter(({ id }) => !known.has(id));
  return others.length === 0
    ? []
    : [{ kind: 'first-token', ...(await load(server, resourceTokens(realm, others, MOST_FIRST_TOKENS), seconds)) }];
}

function sample(kind, size, own, other) {
  return {
    kind,
    size,
    perSecond: own.perSecond,
    otherPerSecond: other.perSecond,
    ratio: own.perSecond / other.perSecond,
    processorRatio: own.perProcessorSecond / other.perProcessorSecond,
    perProcessorSecond: own.perProcessorSecond,
  };
}

function mean(one, other) {
  return {
    perSecond: (one.perSecond + other.perSecond) / 2,
    perProcessorSecond: (one.perProcessorSecond + other.perProcessorSecond) / 2,
  };
}
