// SPDX-License-Identifier: Apache-2.0
import { DemoFailure } from "./demo-failure.mjs";

/** What the demo does as the administrator of a realm, over Keycloak's admin REST API. */
export class KeycloakAdmin {
  #url;
  #username;
  #password;

  /**
   * @param {string} url where Keycloak is
   * @param {string} username
   * @param {string} password
   */
  constructor(url, username, password) {
    this.#url = url;
    this.#username = username;
    this.#password = password;
  }

  /**
   * Registers an MCP server, or finds the one that an earlier run registered.
   *
   * @param {string} realm
   * @param {object} server the fields of the registration
   * @returns {Promise<object>} the server as it is registered
   */
  async registerServer(realm, server) {
    const servers = `${this.#url}/admin/realms/${realm}/mcp/servers`;
    const headers = { authorization: `Bearer ${await this.#token()}`, "content-type": "application/json" };
    const response = await fetch(servers, { method: "POST", headers, body: JSON.stringify(server) });
    if (response.status === 201) {
      return await response.json();
    }
    if (response.status === 409) {
      return await this.#registered(servers, headers, server.resource_uri);
    }
    throw new DemoFailure(
      `The MCP server could not be registered: POST ${servers} gave ${response.status} ${await response.text()}`,
    );
  }

  async #registered(servers, headers, resource) {
    const found = `${servers}?${new URLSearchParams({ search: resource })}`;
    const response = await fetch(found, { headers });
    const match = response.ok && (await response.json()).servers.find((server) => server.resource_uri === resource);
    if (!match) {
      throw new DemoFailure(
        `The MCP server ${resource} is registered already, but GET ${found} (${response.status}) does not have it; try ./demo --clean.`,
      );
    }
    return match;
  }

  async #token() {
    const response = await fetch(`${this.#url}/realms/master/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "password",
        client_id: "admin-cli",
        username: this.#username,
        password: this.#password,
      }),
    });
    const body = await response.json();
    if (!response.ok) {
      throw new DemoFailure(
        `Keycloak does not let ${this.#username} in (${body.error_description}); try ./demo --clean.`,
      );
    }
    return body.access_token;
  }
}
