// SPDX-License-Identifier: Apache-2.0

/** The two generations of the official SDK, reduced to what differs between them for this demo. */
const GENERATIONS = {
  v2: {
    name: "@modelcontextprotocol/client",
    load: async () => await import("@modelcontextprotocol/client"),
    finish: (transport, callback) => transport.finishAuth(callback.searchParams),
  },
  v1: {
    name: "@modelcontextprotocol/sdk",
    load: async () => ({
      ...(await import("@modelcontextprotocol/sdk/client/index.js")),
      ...(await import("@modelcontextprotocol/sdk/client/streamableHttp.js")),
    }),
    finish: (transport, callback) => transport.finishAuth(callback.searchParams.get("code")),
  },
};

/** The names that `--sdk` takes. */
export const SDK_NAMES = Object.keys(GENERATIONS);

/** A connection from an application to an MCP server, made with the unmodified SDK. */
export class Connection {
  #generation;
  #sdk;
  #server;
  #options;
  #client;
  #transport;

  /**
   * @param {"v1" | "v2"} sdk which generation of the SDK
   * @param {URL} server the MCP server
   * @param {{ authProvider: object, fetch: typeof fetch }} options passed on to the SDK's transport
   */
  static async with(sdk, server, options) {
    const connection = new Connection();
    connection.#generation = GENERATIONS[sdk];
    connection.#sdk = await connection.#generation.load();
    connection.#server = server;
    connection.#options = options;
    return connection;
  }

  /** The npm package in use. */
  get sdkName() {
    return this.#generation.name;
  }

  /** Connects; the SDK ends an attempt that needs a login, so each attempt is made with a new client. */
  async open() {
    this.#client = new this.#sdk.Client({ name: "demo-client", version: "0.1.0" });
    this.#transport = new this.#sdk.StreamableHTTPClientTransport(this.#server, this.#options);
    await this.#client.connect(this.#transport);
  }

  /** Hands the answer of the authorization server to the SDK, which fetches the tokens. */
  async finish(callback) {
    await this.#generation.finish(this.#transport, callback);
  }

  /** What the server said about itself. */
  get serverVersion() {
    return this.#client.getServerVersion();
  }

  /** The names of the server's tools. */
  async toolNames() {
    const { tools } = await this.#client.listTools();
    return tools.map((tool) => tool.name);
  }

  /** Calls a tool and returns the text of its result. */
  async call(name, args) {
    const result = await this.#client.callTool({ name, arguments: args });
    const text = result.content.map((part) => part.text).join("\n");
    if (result.isError) {
      throw new Error(`the tool ${name} refused: ${text}`);
    }
    return text;
  }

  /** Ends the connection. */
  async close() {
    await this.#client?.close();
  }
}
