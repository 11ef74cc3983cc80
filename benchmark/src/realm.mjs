/* SPDX-License-Identifier: Apache-2.0 */
// What the benchmark sets up in a Keycloak: realms, a client, a user, and MCP servers.
import { createHash } from 'node:crypto';
import { ADMIN } from './server.mjs';

export const CLIENT = { client_id: 'benchmark', client_secret: 'benchmark-secret' };
export const USER = { username: 'alice', password: 'alice' };

const SCOPES = ['tools:read', 'tools:write'];
const TEN_HOURS = 36_000;
const TOKEN_USE_MS = 30_000;
const REGISTRATIONS_AT_ONCE = 4;
const COMPARED = 500;

/** Access to the admin REST API; renews its token before it expires. */
export class Admin {
  #url;
  #token;
  #tokenSince = -Infinity;

  constructor({ url }) {
    this.#url = url;
  }

  /** A realm with a confidential client and a user, and sessions that outlive the benchmark. */
  async createRealm(realm) {
    await this.ask('POST', '', {
      realm,
      enabled: true,
      sslRequired: 'none',
      ssoSessionIdleTimeout: TEN_HOURS,
      ssoSessionMaxLifespan: TEN_HOURS,
      clients: [
        {
          clientId: CLIENT.client_id,
          secret: CLIENT.client_secret,
          publicClient: false,
          standardFlowEnabled: false,
          serviceAccountsEnabled: true,
          directAccessGrantsEnabled: true,
        },
      ],
      users: [
        {
          username: USER.username,
          enabled: true,
          email: 'alice@example.org',
          emailVerified: true,
          firstName: 'Alice',
          lastName: 'Example',
          credentials: [{ type: 'password', value: USER.password, temporary: false }],
        },
      ],
    });
  }

  /** Makes client scopes as the registry makes them, without a server that lists them. */
  async createScopes(realm, names) {
    for (const name of names) {
      await this.ask('POST', `/${realm}/client-scopes`, {
        name,
        protocol: 'openid-connect',
        attributes: { 'mcp.scope': 'true', 'include.in.token.scope': 'true', 'display.on.consent.screen': 'true' },
      });
    }
  }

  /**
   * Registers MCP servers, a few at a time. `settingsOf` gives what a number has besides its name and resource. Returns
   * them with the registrations per second at the begin and at the end, or null for a number that is too small to tell.
   */
  async registerServers(realm, count, progress, settingsOf = () => ({ scopes_supported: SCOPES })) {
    const servers = new Array(count);
    const finished = [];
    let next = 0;
    const worker = async () => {
      while (next < count) {
        const number = next++;
        servers[number] = await this.registerServer(realm, serverOf(number, settingsOf(number)));
        finished.push(performance.now());
        progress(finished.length, count);
      }
    };
    const begin = performance.now();
    await Promise.all(Array.from({ length: REGISTRATIONS_AT_ONCE }, worker));
    const rate = (from, to) => ((to - from) * 1000) / (finished[to - 1] - (from ? finished[from - 1] : begin));
    const tells = count >= 2 * COMPARED;
    return {
      servers,
      first: tells ? rate(0, COMPARED) : null,
      last: tells ? rate(count - COMPARED, count) : null,
      seconds: (finished[count - 1] - begin) / 1000,
    };
  }

  /** Registers one MCP server. */
  async registerServer(realm, settings) {
    const { server_id: id, resource_uri: resource } = await this.ask('POST', `/${realm}/mcp/servers`, settings);
    return { id, resource };
  }

  /** Replaces the settings of an MCP server. */
  async updateServer(realm, id, settings) {
    await this.ask('PUT', `/${realm}/mcp/servers/${id}`, settings);
  }

  /** Removes an MCP server. */
  async deleteServer(realm, id) {
    await this.ask('DELETE', `/${realm}/mcp/servers/${id}`);
  }

  /** Lets everybody register clients at Keycloak's own endpoint, as many as they like. */
  async openRegistration(realm) {
    const type = 'org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy';
    const policies = await this.ask('GET', `/${realm}/components?type=${type}`);
    for (const { id } of policies.filter(({ subType }) => subType === 'anonymous')) {
      await this.ask('DELETE', `/${realm}/components/${id}`);
    }
  }

  /** Lets MCP clients register as often as they like; how many there are is still counted. */
  async openMcpRegistration(realm) {
    const most = 1_000_000;
    await this.ask('PUT', `/${realm}/mcp/settings`, {
      registration: { rate_limit_per_address: 0, rate_limit_per_realm: 0 },
      life_cycle: { clean_up: false, max_clients: most, max_clients_per_source: most },
    });
  }

  /** Sends a request to a path below `/admin/realms` and returns the answer's JSON. */
  async ask(method, path, body) {
    const answer = await fetch(`${this.#url}/admin/realms${path}`, {
      method,
      headers: { authorization: await this.authorization(), 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} /admin/realms${path} was answered with ${answer.status}: ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
  }

  /** The header of a request to the admin REST API, good for half a minute. */
  async authorization() {
    return `Bearer ${await this.#accessToken()}`;
  }

  async #accessToken() {
    if (performance.now() - this.#tokenSince > TOKEN_USE_MS) {
      this.#tokenSince = performance.now();
      this.#token = fetch(`${this.#url}/realms/master/protocol/openid-connect/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...ADMIN }),
      }).then(async (answer) => {
        if (!answer.ok) {
          throw new Error(`The login as administrator was answered with ${answer.status}: ${await answer.text()}`);
        }
        return (await answer.json()).access_token;
      });
    }
    return this.#token;
  }
}

/** What the server with a number is known by, however it came into the database. */
export function identityOf(number) {
  const { resource_uri: resource } = serverOf(number);
  return { id: `mcp_${createHash('sha256').update(resource).digest('hex').slice(0, 24)}`, resource };
}

/** The settings of the server with a number. */
export function serverOf(number, settings) {
  const name = `server-${String(number).padStart(5, '0')}`;
  return { name, resource_uri: `https://${name}.mcp.example/mcp`, ...settings };
}
