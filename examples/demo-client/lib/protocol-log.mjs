// SPDX-License-Identifier: Apache-2.0
import { readableParameters, readableUrl, withoutSecrets } from "./redaction.mjs";

const LONGEST_LINE = 600;

// The server metadata has some sixty members; these are the ones that an MCP client acts on.
const SHOWN_METADATA = [
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "registration_endpoint",
  "code_challenge_methods_supported",
  "token_endpoint_auth_methods_supported",
  "authorization_response_iss_parameter_supported",
  "client_id_metadata_document_supported",
  "scopes_supported",
];

/** Prints the flow as numbered HTTP requests under headings, and keeps them for the checks. */
export class ProtocolLog {
  #print;
  #fetch;

  /** Every exchange so far: `{ method, url, requestBody, status, headers, body }`, with the secrets. */
  exchanges = [];

  /**
   * @param {(line: string) => void} print where the lines go
   * @param {typeof fetch} underlyingFetch what makes the requests
   */
  constructor(print = console.log, underlyingFetch = fetch) {
    this.#print = print;
    this.#fetch = underlyingFetch;
  }

  /** A heading for what comes next. */
  heading(text) {
    this.#print(`\n== ${text}`);
  }

  /** A line that is not a request. */
  note(text) {
    this.#print(`   ${text}`);
  }

  /**
   * A `fetch` that prints what it does. Handing it to an SDK changes nothing about the SDK. A request is printed together
   * with its answer, because the SDK has several under way at a time.
   */
  fetch = async (input, init = {}) => {
    const request = {
      method: init.method ?? input.method ?? "GET",
      url: String(input.url ?? input),
      requestBody: init.body,
    };
    try {
      const response = await this.#fetch(input, init);
      const { status, headers } = response;
      const exchange = { ...request, status, headers, body: await bodyOf(response) };
      this.#printRequest(this.exchanges.push(exchange), request);
      this.#printResponse(exchange);
      return response;
    } catch (error) {
      if (error.name !== "AbortError") {
        this.#printRequest(this.exchanges.length + 1, request);
        this.#print(`   -> no answer: ${error.cause?.message || error.cause?.code || error.message}`);
      }
      throw error;
    }
  };

  #printRequest(number, { method, url, requestBody }) {
    const { address, parameters } = readableUrl(url);
    this.#print(`${String(number).padStart(2)} ${method} ${address}`);
    for (const line of [...parameters, ...readableBody(requestBody)]) {
      this.#print(`      ${clipped(line)}`);
    }
  }

  #printResponse({ url, status, headers, body }) {
    this.#print(`   -> ${status}`);
    for (const name of ["www-authenticate", "location"]) {
      if (headers.has(name)) {
        this.#printHeader(name, headers.get(name), url);
      }
    }
    for (const line of readableAnswer(body)) {
      this.#print(`      ${clipped(line)}`);
    }
  }

  #printHeader(name, value, base) {
    if (name !== "location") {
      this.#print(`      ${name}: ${value}`);
      return;
    }
    const { address, parameters } = readableUrl(new URL(value, base));
    this.#print(`      ${name}: ${address}`);
    for (const parameter of parameters) {
      this.#print(`        ${clipped(parameter)}`);
    }
  }
}

async function bodyOf(response) {
  if (!response.headers.get("content-type")?.includes("json")) {
    return undefined;
  }
  try {
    return await response.clone().json();
  } catch {
    return undefined;
  }
}

function readableBody(body) {
  if (body === undefined || body === null) {
    return [];
  }
  if (body instanceof URLSearchParams) {
    return readableParameters(body);
  }
  return [JSON.stringify(withoutSecrets(JSON.parse(body)))];
}

function readableAnswer(body) {
  if (body === undefined) {
    return [];
  }
  if (body.authorization_endpoint) {
    const shown = SHOWN_METADATA.filter((name) => name in body);
    return [
      ...shown.map((name) => `${name}: ${JSON.stringify(body[name])}`),
      `… and ${Object.keys(body).length - shown.length} more`,
    ];
  }
  return [JSON.stringify(withoutSecrets(body))];
}

function clipped(line) {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}
