// SPDX-License-Identifier: Apache-2.0
import { decodeJwt, decodeProtectedHeader } from "jose";
import { StepFailure } from "./step-failure.mjs";

/**
 * The whole life of a connection between an MCP client and a protected MCP server, step by step. The SDK does the
 * protocol; this class says what should have happened and checks that it has.
 */
export class Flow {
  #connection;
  #session;
  #user;
  #log;
  #server;
  #step = "start";

  /** What a test wants to know afterwards; contains no secret. */
  result = { checks: [] };

  /**
   * @param {object} parts
   * @param {URL} parts.server the MCP server
   * @param {import("./sdk.mjs").Connection} parts.connection
   * @param {import("./oauth-session.mjs").OAuthSession} parts.session
   * @param {import("./scripted-user.mjs").ScriptedUser} parts.user
   * @param {import("./protocol-log.mjs").ProtocolLog} parts.log
   */
  constructor({ server, connection, session, user, log }) {
    this.#server = server;
    this.#connection = connection;
    this.#session = session;
    this.#user = user;
    this.#log = log;
    Object.assign(this.result, { server: server.href, sdk: connection.sdkName });
  }

  /** The step that is under way, for the message when it fails. */
  get step() {
    return this.#step;
  }

  /**
   * Goes through all steps; throws at the first that fails.
   *
   * @param {(clientId: string) => Promise<void>} [removal] sees to it that the authorization server forgets the client
   */
  async run(removal) {
    await this.#connectWithoutToken();
    await this.#authorize();
    await this.#connectWithToken();
    await this.#callWithMoreScope();
    await this.#refresh();
    if (removal) {
      await this.#comeBack(removal);
    }
    await this.#connection.close();
  }

  async #connectWithoutToken() {
    this.#begin("Connect without a token");
    const needed = await this.#needsAuthorization(() => this.#connection.open());
    this.#check("the server sends the client to log in", needed, "it let the client in without a token");
    const refusal = this.#log.exchanges[0];
    this.#check("the first answer is 401", refusal.status === 401, `it was ${refusal.status}`);
    const challenge = refusal.headers.get("www-authenticate") ?? "";
    this.#check(
      "the challenge names the protected resource metadata",
      challenge.includes("resource_metadata="),
      `it is ${challenge || "missing"}`,
    );
    const { resourceMetadata, authorizationServerMetadata } = this.#session.discoveryState();
    this.result.resource = resourceMetadata?.resource;
    this.result.issuer = authorizationServerMetadata?.issuer;
    this.result.registrationEndpoint = authorizationServerMetadata?.registration_endpoint;
    this.#check(
      "the metadata is for this server",
      this.result.resource === this.#server.href,
      `it is for ${this.result.resource}`,
    );
    this.#noteClient();
  }

  #noteClient() {
    const client = this.#session.clientInformation();
    this.#check("the client is registered", Boolean(client?.client_id), "there is no client_id");
    const { client_id, client_name, token_endpoint_auth_method, grant_types, redirect_uris, scope } = client;
    this.result.client = { client_id, client_name, token_endpoint_auth_method, grant_types, redirect_uris, scope };
  }

  async #authorize() {
    this.#begin("Log in and consent");
    const request = this.#session.pendingAuthorization.searchParams;
    this.#session.requestedScope = request.get("scope");
    this.#check(
      "the client asks for this resource",
      request.get("resource") === this.result.resource,
      `it asks for ${request.get("resource")}`,
    );
    this.#check("the client uses PKCE with S256", request.get("code_challenge_method") === "S256", "it does not");
    this.#log.note(`The SDK chose the scopes: ${request.get("scope")}`);
    const { callback, pages } = await this.#user.authorize(
      this.#session.pendingAuthorization,
      this.#session.redirectUrl,
    );
    this.#session.pendingAuthorization = undefined;
    (this.result.pages ??= []).push(pages);

    const answer = callback.searchParams;
    this.#check(
      "the answer has a code",
      answer.has("code"),
      `it is ${answer.get("error")}: ${answer.get("error_description")}`,
    );
    this.#check(
      "the answer has our state",
      answer.get("state") === this.#session.expectedState,
      "the state is another",
    );
    this.#check(
      "the answer names the issuer (RFC 9207)",
      answer.get("iss") === this.result.issuer,
      `iss is ${answer.get("iss")}`,
    );

    this.#begin("Redeem the code");
    await this.#connection.finish(callback);
    this.result.token = this.#checkedToken();
  }

  async #connectWithToken() {
    this.#begin("Connect with the token");
    await this.#connection.open();
    this.result.serverVersion = this.#connection.serverVersion;
    this.result.tools = await this.#connection.toolNames();
    this.result.results = {
      echo: await this.#connection.call("echo", { text: "Hello" }),
      sum: await this.#connection.call("sum", { a: 20, b: 22 }),
    };
    this.#check(
      "echo sends the text back",
      this.result.results.echo === "Hello",
      `it sent ${this.result.results.echo}`,
    );
    this.#check("20 and 22 is 42", this.result.results.sum === "42", `it is ${this.result.results.sum}`);
  }

  async #callWithMoreScope() {
    this.#begin("Call a tool that needs another scope");
    const call = () => this.#connection.call("stock_price", { symbol: "ACME" });
    const before = this.#log.exchanges.length;
    if (await this.#needsAuthorization(call)) {
      await this.#authorize();
      this.#begin("Call the tool again");
      this.result.results.stock_price = await call();
    } else {
      this.result.results.stock_price = this.#lastText;
    }
    this.result.steppedUp = this.#log.exchanges.slice(before).some((exchange) => exchange.status === 403);
    this.#check(
      "the price came",
      this.result.results.stock_price.startsWith("ACME: "),
      `this came: ${this.result.results.stock_price}`,
    );
  }

  async #refresh() {
    this.#begin("The access token expires");
    const before = this.#session.tokens();
    this.#check("there is a refresh token", Boolean(before.refresh_token), "there is none");
    this.#session.expireAccessToken();
    const first = this.#log.exchanges.length;
    const text = await this.#connection.call("echo", { text: "Hello again" });
    this.#check("the call succeeds all the same", text === "Hello again", `it sent ${text}`);
    const refreshed = this.#log.exchanges
      .slice(first)
      .some(
        ({ requestBody }) =>
          requestBody instanceof URLSearchParams && requestBody.get("grant_type") === "refresh_token",
      );
    this.#check("the SDK refreshed the token", refreshed, "it did not");
    this.#check(
      "the access token is a new one",
      this.#session.tokens().access_token !== before.access_token,
      "it is the old one",
    );
    this.result.refreshed = this.#checkedToken();
    this.#check(
      "the new token allows what the old one did",
      sameWords(this.result.refreshed.claims.scope, this.result.token.claims.scope),
      `it allows ${this.result.refreshed.claims.scope}`,
    );
  }

  async #comeBack(removal) {
    this.#begin("The authorization server forgets the client");
    await removal(this.result.client.client_id);
    this.#session.expireAccessToken();
    const first = this.#log.exchanges.length;
    const call = () => this.#connection.call("echo", { text: "Here again" });
    const needed = await this.#needsAuthorization(call);
    const since = this.#log.exchanges.slice(first);
    const refused = since.find(
      ({ requestBody }) =>
        requestBody instanceof URLSearchParams && requestBody.get("grant_type") === "refresh_token",
    );
    this.#check("the refresh is answered with 401", refused?.status === 401, `it was answered with ${refused?.status}`);
    this.#check("the SDK wants the user to log in", needed, "it does not");
    this.#check(
      "the SDK registers again",
      since.some(({ url, status }) => url === this.result.registrationEndpoint && Math.floor(status / 100) === 2),
      "it did not",
    );
    this.#noteClient();
    await this.#authorize();
    this.#begin("Call a tool again");
    const text = await call();
    this.#check("the call succeeds", text === "Here again", `it sent ${text}`);
    this.result.cameBack = true;
  }

  #lastText;

  /** Tries something; true if the SDK wants the user to log in first. */
  async #needsAuthorization(attempt) {
    try {
      this.#lastText = await attempt();
      return false;
    } catch (error) {
      if (!this.#session.pendingAuthorization && isForbidden(error)) {
        // SDK v1 answers insufficient_scope with a refresh, which cannot add a scope. Applications built on it drop
        // their tokens then; the next 401 names all scopes that the call needs.
        this.#log.note("The SDK does not ask for more scopes by itself; the application drops its tokens.");
        this.#session.invalidateCredentials("tokens");
        return this.#needsAuthorization(attempt);
      }
      if (!this.#session.pendingAuthorization) {
        throw error;
      }
      return true;
    }
  }

  #checkedToken() {
    const { access_token: token } = this.#session.tokens();
    const header = decodeProtectedHeader(token);
    const claims = decodeJwt(token);
    this.#log.note("The access token:");
    for (const line of JSON.stringify({ header, claims }, null, 2).split("\n")) {
      this.#log.note(line);
    }
    this.#check(
      "aud is this server and nothing else",
      claims.aud === this.result.resource,
      `aud is ${JSON.stringify(claims.aud)}`,
    );
    this.#check("iss is the issuer of the metadata", claims.iss === this.result.issuer, `iss is ${claims.iss}`);
    this.#check("the token is for this client", claims.azp === this.result.client.client_id, `azp is ${claims.azp}`);
    const asked = (this.#session.requestedScope ?? "")
      .split(" ")
      .filter((scope) => scope && scope !== "offline_access");
    const missing = asked.filter((scope) => !(claims.scope ?? "").split(" ").includes(scope));
    this.#check(`scope has ${asked.join(" and ")}`, missing.length === 0, `scope is ${claims.scope}`);
    return { header, claims };
  }

  #begin(step) {
    this.#step = step;
    this.#log.heading(step);
  }

  #check(what, holds, came) {
    this.result.checks.push({ step: this.#step, what, holds });
    if (!holds) {
      throw new StepFailure(`that ${what}`, came);
    }
    this.#log.note(`✓ ${what}`);
  }
}

function isForbidden(error) {
  return error.code === 403 || error.data?.status === 403 || error.status === 403;
}

function sameWords(one, other) {
  const words = (text) => (text ?? "").split(" ").sort().join(" ");
  return words(one) === words(other);
}
