// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtocolLog } from "../lib/protocol-log.mjs";

const SECRET = "a-secret-that-must-not-be-printed";

function logOf(response) {
  const lines = [];
  const log = new ProtocolLog(
    (line) => lines.push(line),
    async () => response,
  );
  return { log, text: () => lines.join("\n") };
}

test("prints a token request and its answer without their secrets, and keeps both", async () => {
  const { log, text } = logOf(Response.json({ access_token: SECRET, refresh_token: SECRET, scope: "mcp:tools" }));
  const body = new URLSearchParams({ grant_type: "authorization_code", code: SECRET, code_verifier: SECRET });

  const response = await log.fetch("http://kc/token", { method: "POST", body });

  assert.match(text(), /^ 1 POST http:\/\/kc\/token\n {6}grant_type=authorization_code\n/);
  assert.match(text(), / {3}-> 200\n.*"scope":"mcp:tools"/);
  assert.ok(!text().includes(SECRET));
  assert.equal(log.exchanges[0].requestBody.get("code"), SECRET);
  assert.equal((await response.json()).access_token, SECRET, "the caller can still read the answer");
});

test("prints the challenge of the server", async () => {
  const { log, text } = logOf(new Response(null, { status: 401, headers: { "www-authenticate": 'Bearer scope="s"' } }));

  await log.fetch(new URL("http://mcp/"), { method: "POST", body: '{"method":"initialize"}' });

  assert.match(text(), /\{"method":"initialize"\}\n {3}-> 401\n {6}www-authenticate: Bearer scope="s"/);
});

test("prints where a redirect goes, and not the code in it", async () => {
  const { log, text } = logOf(
    new Response(null, { status: 302, headers: { location: `http://app/cb?code=${SECRET}&iss=kc` } }),
  );

  await log.fetch("http://kc/auth");

  assert.match(text(), /location: http:\/\/app\/cb\n {8}code=a-secr… \(33 characters\)\n {8}iss=kc/);
});

test("shows of the server metadata what matters to a client", async () => {
  const { log, text } = logOf(
    Response.json({ issuer: "kc", authorization_endpoint: "kc/auth", acr_values_supported: ["0"] }),
  );

  await log.fetch("http://kc/.well-known/oauth-authorization-server");

  assert.match(text(), /issuer: "kc"\n {6}authorization_endpoint: "kc\/auth"\n {6}… and 1 more$/);
});

test("prints a request that got no answer", async () => {
  const lines = [];
  const log = new ProtocolLog(
    (line) => lines.push(line),
    async () => {
      throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
    },
  );

  await assert.rejects(log.fetch("http://nobody/"), TypeError);

  assert.deepEqual(lines, [" 1 GET http://nobody/", "   -> no answer: ECONNREFUSED"]);
});
