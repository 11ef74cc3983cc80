/* SPDX-License-Identifier: Apache-2.0 */
// What the benchmark sets up in a Keycloak: realms, a client, a user, and MCP servers.
import { ADMIN } from './server.mjs';

export const CLIENT = { client_id: 'benchmark', client_secret: 'benchmark-secret' };
export const USER = { username: 'alice', password: 'alice' };

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
    await this.#post('', {
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

  /**
   * Registers MCP servers, a few at a time. Returns them with the registrations per second at the begin and at the
   * end, or null for a number that is too small to tell.
   */
  async registerServers(realm, count, progress) {
    const servers = new Array(count);
    const finished = [];
    let next = 0;
    const worker = async () => {
      while (next < count) {
        const number = next++;
        servers[number] = await this.#registerServer(realm, number);
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

  async #registerServer(realm, number) {
    const name = `server-${String(number).padStart(5, '0')}`;
    const { server_id: id, resource_uri: resource } = await this.#post(`/${realm}/mcp/servers`, {
      name,
      resource_uri: `https://${name}.mcp.example/mcp`,
      scopes_supported: ['tools:read', 'tools:write'],
    });
    return { id, resource };
  }

  async #post(path, body) {
    const answer = await fetch(`${this.#url}/admin/realms${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await this.#accessToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`POST /admin/realms${path} was answered with ${answer.status}: ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
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
