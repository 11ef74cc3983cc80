// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { DemoFailure } from "../lib/demo-failure.mjs";
import { Processes } from "../lib/processes.mjs";

const folder = await mkdtemp(join(tmpdir(), "processes-"));
after(() => rm(folder, { recursive: true }));

const LISTENER = `const server = require("node:net").createServer();
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));`;

const isListening = async (port) => {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

test("ends what a program has started as well", async () => {
  const processes = new Processes();
  const log = join(folder, "parent.log");
  let port;
  const ready = async () => Boolean((port = Number((await readFile(log, "utf8")).trim())));

  const command = ["sh", "-c", '"$0" -e "$1" & wait', process.execPath, LISTENER];
  await processes.runUntilReady("A script", command, { log }, ready, 10);
  assert.ok(await isListening(port));
  await processes.end();

  assert.ok(!(await isListening(port)));
});

test("says that a program ended before it was ready, and how", async () => {
  const log = join(folder, "early.log");

  await assert.rejects(
    new Processes().runUntilReady("A script", ["sh", "-c", "echo port in use; exit 3"], { log }, async () => false, 10),
    new DemoFailure(`A script ended with 3; the whole output is in ${log}:\nport in use`),
  );
});

test("says that a program failed, and how", async () => {
  const log = join(folder, "failed.log");

  await assert.rejects(
    new Processes().runWell("A script", ["sh", "-c", "echo broken >&2; exit 1"], { log }),
    new DemoFailure(`A script ended with 1; the whole output is in ${log}:\nbroken`),
  );
});

test("says that a program is not there", async () => {
  await assert.rejects(new Processes().run("A program", ["/no/such/program"]), DemoFailure);
});
