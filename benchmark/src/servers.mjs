/* SPDX-License-Identifier: Apache-2.0 */
// The MCP servers of a large realm.

/** The scopes and the status of servers come again after so many. */
export const PERIOD = 100;

/** The names of all scopes that the servers list. */
export const SCOPES = Array.from({ length: PERIOD }, (_, number) => scopesOf(number)).flat();

/** What the server with a number has: two of 200 scopes; of a hundred servers one is a draft and one suspended. */
export function settingsOf(number) {
  const status = { 98: 'draft', 99: 'suspended' }[number % PERIOD] ?? 'active';
  return { scopes_supported: scopesOf(number), status };
}

export function scopesOf(number) {
  const tool = `tool-${number % PERIOD}`;
  return [`${tool}:read`, `${tool}:write`];
}
