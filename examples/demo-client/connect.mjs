#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Connects to a protected MCP server as an application would, with the unmodified official SDK, and shows every request.
import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { Flow } from "./lib/flow.mjs";
import { OAuthSession } from "./lib/oauth-session.mjs";
import { ProtocolLog } from "./lib/protocol-log.mjs";
import { ScriptedUser } from "./lib/scripted-user.mjs";
import { Connection, SDK_NAMES } from "./lib/sdk.mjs";

const USAGE = `Usage: node connect.mjs --server URL --username NAME --password PASSWORD [--sdk ${SDK_NAMES.join("|")}] [--lose-registration] [--json FILE]`;
const WRONG_ARGUMENTS = 2;

function options() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        server: { type: "string" },
        username: { type: "string" },
        password: { type: "string" },
        sdk: { type: "string", default: "v2" },
        "lose-registration": { type: "boolean", default: false },
        json: { type: "string" },
      },
    }));
  } catch (error) {
    return refuse(error.message);
  }
  const missing = ["server", "username", "password"].filter((name) => !values[name]);
  if (missing.length > 0) {
    return refuse(`Give --${missing.join(", --")}.`);
  }
  if (!URL.canParse(values.server)) {
    return refuse(`--server must be a URL such as http://localhost:8090/mcp, not "${values.server}".`);
  }
  if (!SDK_NAMES.includes(values.sdk)) {
    return refuse(`--sdk must be ${SDK_NAMES.join(" or ")}, not "${values.sdk}".`);
  }
  return values;
}

function refuse(reason) {
  console.error(`${reason}\n${USAGE}`);
  process.exit(WRONG_ARGUMENTS);
}

/** A port that no one has reason to use now. Nobody listens there: the redirect is read from Keycloak's answer. */
function ephemeralPort() {
  const first = 49152;
  return first + Math.floor(Math.random() * (65536 - first));
}

/** Waits for a line: the time to remove the client in Keycloak. */
async function waitForRemoval(clientId) {
  console.log(`Remove the client ${clientId} in Keycloak, and press Enter.`);
  const input = createInterface({ input: process.stdin });
  await input.question("");
  input.close();
}

const { server, username, password, sdk, json, "lose-registration": losesRegistration } = options();
const log = new ProtocolLog();
const session = new OAuthSession(`http://127.0.0.1:${ephemeralPort()}/callback`);
const connection = await Connection.with(sdk, new URL(server), { authProvider: session, fetch: log.fetch });
const user = new ScriptedUser(username, password, log);
const flow = new Flow({ server: new URL(server), connection, session, user, log });
const removal = losesRegistration ? waitForRemoval : undefined;

let failure;
try {
  await flow.run(removal);
  log.heading(
    `All ${flow.result.checks.length} checks held, with ${log.exchanges.length} requests, using ${connection.sdkName}.`,
  );
} catch (error) {
  const cause = error.cause ? ` (${error.cause.message || error.cause.code})` : "";
  failure = `Step "${flow.step}" failed: ${error.message}${cause}`;
  console.error(`\n${failure}`);
}
if (json) {
  await writeFile(json, `${JSON.stringify({ ok: failure === undefined, failure, ...flow.result }, null, 2)}\n`);
}
// The SDK may still be waiting to reconnect to something.
process.exit(failure === undefined ? 0 : 1);
