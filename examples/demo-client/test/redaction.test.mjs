// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { readableParameters, readableUrl, shortened, withoutSecrets } from "../lib/redaction.mjs";

const SECRET = "eyJhbGciOiJSUzI1NiJ9.payload.signature";

test("shortens a secret to what cannot be used", () => {
  assert.equal(shortened(SECRET), "eyJhbG… (38 characters)");
  assert.equal(shortened("alice"), "…");
});

test("finds secrets at any depth and leaves the rest", () => {
  const value = { scope: "mcp:tools", list: [{ refresh_token: SECRET }], none: null, error: { code: -32600 } };

  assert.deepEqual(withoutSecrets(value), {
    scope: "mcp:tools",
    list: [{ refresh_token: "eyJhbG… (38 characters)" }],
    none: null,
    error: { code: -32600 },
  });
});

test("shortens secrets in forms", () => {
  const form = new URLSearchParams({ username: "alice", password: "alice", code: SECRET });

  assert.deepEqual(readableParameters(form), ["username=alice", "password=…", "code=eyJhbG… (38 characters)"]);
});

test("takes a redirect apart", () => {
  assert.deepEqual(readableUrl(`http://127.0.0.1:5000/callback?state=1&code=${SECRET}`), {
    address: "http://127.0.0.1:5000/callback",
    parameters: ["state=1", "code=eyJhbG… (38 characters)"],
  });
});

test("leaves Keycloak's bookkeeping out", () => {
  assert.deepEqual(readableUrl("http://kc/realms/r/login-actions/consent?session_code=1&tab_id=2"), {
    address: "http://kc/realms/r/login-actions/consent",
    parameters: [],
  });
});
