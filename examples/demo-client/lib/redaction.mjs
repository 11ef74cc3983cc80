// SPDX-License-Identifier: Apache-2.0
// What is printed ends up in terminals, recordings and CI logs, so secrets are shortened before they get there.

const SHORTENED = new Set([
  "access_token",
  "client_secret",
  "code",
  "code_verifier",
  "id_token",
  "password",
  "refresh_token",
  "registration_access_token",
  // No secret, but a page long; what it signs stands beside it.
  "signed_metadata",
]);

// The addresses of Keycloak's pages carry its own bookkeeping, which only hides what the flow is about.
const BOOKKEEPING = "/login-actions/";

/** The beginning of a secret and its length: enough to see that two differ, not enough to use one. */
export function shortened(secret) {
  const text = String(secret);
  return text.length < 12 ? "…" : `${text.slice(0, 6)}… (${text.length} characters)`;
}

/** A copy of a JSON value with every secret in it shortened, at any depth. */
export function withoutSecrets(value) {
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  if (value === null || typeof value !== "object") {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SHORTENED.has(name) && typeof member === "string" ? shortened(member) : withoutSecrets(member),
    ]),
  );
}

/** The parameters of a form or of a query, decoded, with every secret shortened. */
export function readableParameters(parameters) {
  return [...parameters].map(([name, value]) => `${name}=${SHORTENED.has(name) ? shortened(value) : value}`);
}

/** A URL as a person wants to read it: the query apart from it, and without Keycloak's bookkeeping. */
export function readableUrl(url) {
  const { origin, pathname, searchParams } = new URL(url);
  return {
    address: origin + pathname,
    parameters: pathname.includes(BOOKKEEPING) ? [] : readableParameters(searchParams),
  };
}
