// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from "node:crypto";

/**
 * What an application keeps for one user at one MCP server: the SDK's OAuth provider interface, in memory.
 *
 * It only stores and hands out. Which metadata to read, which scopes to ask for, whether to refresh: all of that the SDK
 * decides, and this demo is about what the SDK decides.
 */
export class OAuthSession {
  #clientInformation;
  #codeVerifier;
  #discovery;
  #tokens;

  /** The authorization request that the user has not answered yet. */
  pendingAuthorization;
  /** The `state` of that request. */
  expectedState;

  /** @param {string} redirectUrl where the application waits for the answer of the authorization server */
  constructor(redirectUrl) {
    this.redirectUrl = redirectUrl;
  }

  get clientMetadata() {
    return {
      client_name: "Demo client",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  state() {
    this.expectedState = randomUUID();
    return this.expectedState;
  }

  clientInformation() {
    return this.#clientInformation;
  }

  saveClientInformation(information) {
    this.#clientInformation = information;
  }

  tokens() {
    return this.#tokens;
  }

  saveTokens(tokens) {
    this.#tokens = tokens;
  }

  redirectToAuthorization(url) {
    this.pendingAuthorization = url;
  }

  codeVerifier() {
    return this.#codeVerifier;
  }

  saveCodeVerifier(verifier) {
    this.#codeVerifier = verifier;
  }

  discoveryState() {
    return this.#discovery;
  }

  saveDiscoveryState(state) {
    this.#discovery = state;
  }

  invalidateCredentials(scope) {
    if (scope === "all" || scope === "client") {
      this.#clientInformation = undefined;
    }
    if (scope === "all" || scope === "tokens") {
      this.#tokens = undefined;
    }
    if (scope === "all" || scope === "verifier") {
      this.#codeVerifier = undefined;
    }
    if (scope === "all" || scope === "discovery") {
      this.#discovery = undefined;
    }
  }

  /** Puts a useless access token in place of the good one: to the SDK it looks like one that has just expired. */
  expireAccessToken() {
    const { access_token: token } = this.#tokens;
    this.#tokens = { ...this.#tokens, access_token: token.slice(0, token.lastIndexOf(".") + 1) + "expired" };
  }
}
