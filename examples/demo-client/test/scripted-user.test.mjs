// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";
import { text } from "node:stream/consumers";
import { ProtocolLog } from "../lib/protocol-log.mjs";
import { ScriptedUser } from "../lib/scripted-user.mjs";
import { StepFailure } from "../lib/step-failure.mjs";

const CALLBACK = "http://127.0.0.1:5000/callback";
const LOGIN = `<title>Sign in</title><form action="/login?a=1&amp;b=2" method="post">
  <input name="username"><input name="password" type="password"></form>`;
const WRONG = LOGIN.replace("<form", '<span id="input-error">Invalid username or password.</span><form');
const CONSENT = `<div id="kc-oauth"><h1 id="kc-page-title">Grant Access</h1><ul><li>Use  tools</li></ul>
  <form action="/consent" method="post"><input type="hidden" name="code" value="c1">
  <button name="accept" value="yes">Yes</button><button name="cancel">No</button></form></div>`;

const keycloak = createServer(async (request, response) => {
  const form = new URLSearchParams(await text(request));
  const html = (page, status = 200) => response.writeHead(status, { "content-type": "text/html" }).end(page);
  const redirect = (location) => response.writeHead(302, { location }).end();
  switch (request.url) {
    case "/auth":
      response.setHeader("set-cookie", "session=1; Path=/; Secure; HttpOnly; SameSite=None");
      return html(LOGIN);
    case "/login?a=1&b=2":
      assert.equal(request.headers.cookie, "session=1");
      return form.get("password") === "alice" ? redirect("/consent-page") : html(WRONG);
    case "/consent-page":
      return html(CONSENT);
    case "/consent":
      assert.deepEqual([form.get("code"), form.get("accept"), form.has("cancel")], ["c1", "yes", false]);
      return redirect(`${CALLBACK}?code=1`);
    case "/refused":
      return redirect(`${CALLBACK}?error=invalid_target`);
    default:
      return html('<div id="kc-error-message"><p class="instruction">Client not found.</p></div>', 400);
  }
});

keycloak.listen(0, "127.0.0.1");
await once(keycloak, "listening");
keycloak.unref();
const origin = `http://localhost:${keycloak.address().port}`;

function authorize(path, password = "alice") {
  const user = new ScriptedUser("alice", password, new ProtocolLog(() => {}));
  return user.authorize(new URL(path, origin), CALLBACK);
}

test("logs in, consents, and comes back with the answer", async () => {
  const { callback, pages } = await authorize("/auth");

  assert.equal(callback.href, `${CALLBACK}?code=1`);
  assert.deepEqual(pages, ["login", "consent"]);
});

test("brings an error back as well", async () => {
  const { callback, pages } = await authorize("/refused");

  assert.equal(callback.searchParams.get("error"), "invalid_target");
  assert.deepEqual(pages, []);
});

test("says why a login is refused", async () => {
  await assert.rejects(
    authorize("/auth", "wrong"),
    new StepFailure("a login as alice", 'Keycloak says: "Invalid username or password."'),
  );
});

test("says what an error page says", async () => {
  await assert.rejects(
    authorize("/elsewhere"),
    new StepFailure("the login or the consent page", 'Keycloak answered 400: "Client not found."'),
  );
});
