/* SPDX-License-Identifier: Apache-2.0 */
// Very many MCP clients in a realm: how fast more of them register, and what it costs to remove those that nobody uses.
import { setTimeout as pause } from 'node:timers/promises';
import { load } from './load.mjs';
import { compared } from './measurement.mjs';
import { resourceTokens } from './requests.mjs';

/** More than are registered in one measurement. */
const DIFFERENT = 4_000;
const QUERIES = 50;
const POLL_MS = 500;
/** So many measurements without a clean-up stand beside those with one. */
const QUIET = 5;

const ENDPOINTS = { stock: 'openid-connect', mcp: 'mcp' };
let registered = 0;

/** Registrations (RFC 7591) of clients that are all different. */
function registrations(realm, endpoint) {
  return Array.from({ length: DIFFERENT }, () => registration(realm, endpoint, `Registered ${registered++}`));
}

function registration(realm, endpoint, name) {
  return {
    method: 'POST',
    path: `/realms/${realm}/clients-registrations/${endpoint}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: name,
      redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    }),
  };
}

/** Registers one MCP client; gives its client id. */
export async function registerClient(server, realm, name) {
  const { path, ...request } = registration(realm, ENDPOINTS.mcp, name);
  const answer = await fetch(server.url + path, request);
  const body = await answer.text();
  if (answer.status !== 201) {
    throw new Error(`A registration was answered with ${answer.status}: ${body}`);
  }
  return JSON.parse(body).client_id;
}

/**
 * One round of registrations: stock's in its own Keycloak, ours in a realm with few clients and in one with many. Each of
 * ours stands between two of what it is compared with.
 */
export async function measureRegistrations(stock, mcp, { few, many, size }, seconds) {
  const atStock = () => load(stock, registrations(few, ENDPOINTS.stock), seconds);
  const at = (realm) => load(mcp, registrations(realm, ENDPOINTS.mcp), seconds);
  const stockBefore = await atStock();
  const before = await at(few);
  const stockAfter = await atStock();
  const withMany = await at(many);
  const after = await at(few);
  return [
    compared('clients-register', 0, before, [stockBefore, stockAfter]),
    compared('clients-register-many', size, withMany, [before, after]),
  ];
}

/** What is asked of the list of the clients of a realm. */
function lists(size) {
  const queries = (query) => Array.from({ length: QUERIES }, (_, index) => query(index));
  return {
    'client-list': queries((index) => `first=${index * 20}`),
    'client-page': queries((index) => `first=${size - 20 - Math.floor((index * size) / 2 / QUERIES)}`),
    'client-search': queries((index) => `search=${index % 4 === 0 ? `no-${index}` : `ient ${index * 97}`}`),
    'client-state': queries((index) => `state=${['active', 'pending', 'blocked'][index % 3]}`),
  };
}

/** One round of lists. */
export async function measureClientLists(server, admin, { many, size }, seconds) {
  const samples = [];
  for (const [kind, queries] of Object.entries(lists(size))) {
    const headers = { authorization: await admin.authorization() };
    const requests = queries.map((query) => ({
      method: 'GET',
      path: encodeURI(`/admin/realms/${many}/mcp/clients?${query}`),
      headers,
    }));
    samples.push({ kind, ...(await load(server, requests, seconds)) });
  }
  return samples;
}

/**
 * Tokens while a clean-up removes all clients whose time is over, one measurement after the other until it is done,
 * each compared with what it was before and after. Gives the samples, and how many clients went in what time.
 */
export async function measureCleanUp(server, admin, { many, size }, servers, seconds) {
  const tokens = resourceTokens(many, servers);
  const quiet = async () => {
    const results = [];
    for (let count = 0; count < QUIET; count++) {
      results.push(await load(server, tokens, seconds));
    }
    return results;
  };
  const path = `/${many}/mcp/clients/clean-up`;
  const report = () => admin.ask('GET', path);
  const before = await quiet();
  const started = admin.ask('POST', path, {});
  while (!('finished_at' in (await report()))) {
    await pause(POLL_MS);
  }
  const during = [];
  let last = await report();
  while (last.finished_at === null) {
    during.push(await load(server, tokens, seconds));
    last = await report();
  }
  await started;
  const after = await quiet();
  return {
    samples: during.map((result) => compared('clients-clean-up', size, result, [...before, ...after])),
    cleanUp: {
      removed: last.removed_count,
      seconds: (Date.parse(last.finished_at) - Date.parse(last.started_at)) / 1_000,
    },
  };
}
