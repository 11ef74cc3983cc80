/* SPDX-License-Identifier: Apache-2.0 */
// The requests that are measured, as the load generator takes them.
import { CLIENT, USER } from './realm.mjs';

const SESSIONS = 10;
const DIFFERENT_SERVERS = 100;

/** Client-credentials tokens, as any realm gives them. */
export function plainTokens(realm) {
  return [tokenRequest(realm, { grant_type: 'client_credentials' })];
}

/** Client-credentials tokens for MCP servers, each for the next of up to 100 servers, or of all. */
export function resourceTokens(realm, servers, different = DIFFERENT_SERVERS) {
  return spread(servers, different).map(({ resource }) =>
    tokenRequest(realm, { grant_type: 'client_credentials', resource }),
  );
}

/** Refreshes of ten sessions; with servers, each session is bound to the resource of one. */
export async function refreshes(url, realm, servers) {
  const requests = [];
  for (let session = 0; session < SESSIONS; session++) {
    const chosen = servers && spread(servers, SESSIONS);
    const binding = chosen ? { resource: chosen[session % chosen.length].resource } : {};
    const login = tokenRequest(realm, { grant_type: 'password', ...USER, ...binding });
    const { refresh_token } = await (await ask(url, login)).json();
    requests.push(tokenRequest(realm, { grant_type: 'refresh_token', refresh_token, ...binding }));
  }
  return requests;
}

/** The server metadata of a realm. */
export function serverMetadata(realm) {
  return [{ method: 'GET', path: `/realms/${realm}/.well-known/openid-configuration` }];
}

/** The protected resource metadata of up to 100 MCP servers in turn, or of all. */
export function resourceMetadata(realm, servers, different = DIFFERENT_SERVERS) {
  return spread(servers, different).map(({ id }) => ({
    method: 'GET',
    path: `/realms/${realm}/mcp/.well-known/oauth-protected-resource/${id}`,
  }));
}

/** Makes sure that the first of the requests gets a good answer which names the resource, if one is given. */
export async function check(url, requests, resource) {
  const body = await (await ask(url, requests[0])).json();
  const token = body.access_token;
  const named = token ? JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).aud : body.resource;
  if (resource && named !== resource) {
    throw new Error(`The answer to ${requests[0].path} is for ${JSON.stringify(named)} and not for ${resource}.`);
  }
}

async function ask(url, { path, ...request }) {
  const answer = await fetch(url + path, request);
  if (!answer.ok) {
    throw new Error(`${request.method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
  }
  return answer;
}

function tokenRequest(realm, parameters) {
  return {
    method: 'POST',
    path: `/realms/${realm}/protocol/openid-connect/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...CLIENT, ...parameters }).toString(),
  };
}

/** Some of the servers, evenly spread over all of them. */
export function spread(servers, some) {
  const count = Math.min(some, servers.length);
  return Array.from({ length: count }, (_, index) => servers[Math.floor((index * servers.length) / count)]);
}
