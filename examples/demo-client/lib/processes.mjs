// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { DemoFailure } from "./demo-failure.mjs";

const GRACE = 10_000;
const SHOWN_LINES = 30;

/**
 * The programs that the demo has started. Each is the leader of a process group of its own, so that ending it ends what
 * it has started as well: Keycloak and Maven are scripts around a JVM.
 */
export class Processes {
  #running = new Set();
  #ending = false;

  /**
   * Runs a program to its end.
   *
   * @param {string} name what it is called in messages
   * @param {string[]} command
   * @param {{ cwd?: string, env?: object, log?: string }} options without a log file it writes to the terminal
   * @returns {Promise<number>} its exit code
   */
  async run(name, command, options = {}) {
    const { exit } = this.#start(name, command, options);
    return await exit;
  }

  /** The same for a program that has to succeed. */
  async runWell(name, command, options) {
    const code = await this.run(name, command, options);
    if (code !== 0) {
      throw new DemoFailure(
        `${name} ended with ${code}; the whole output is in ${options.log}:\n${lastLines(options.log)}`,
      );
    }
  }

  /**
   * Starts a program that keeps running, and waits until it is ready.
   *
   * @param {() => Promise<boolean>} ready asked again and again
   * @param {number} seconds how long to wait
   */
  async runUntilReady(name, command, options, ready, seconds) {
    const { exit } = this.#start(name, command, options);
    let ended;
    exit.then(
      (code) =>
        (ended = new DemoFailure(
          `${name} ended with ${code}; the whole output is in ${options.log}:\n${lastLines(options.log)}`,
        )),
      (error) => (ended = error),
    );
    for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await delay(500)) {
      if (ended) {
        throw ended;
      }
      if (await ready()) {
        return { exit };
      }
    }
    throw new DemoFailure(
      `${name} was not ready after ${seconds} s; its output is in ${options.log}:\n${lastLines(options.log)}`,
    );
  }

  /** Ends everything that is still running, the last first, and waits until it has ended. */
  async end() {
    this.#ending = true;
    for (const { child, gone } of [...this.#running].reverse()) {
      signal(child, "SIGTERM");
      await Promise.race([gone, delay(GRACE)]);
      signal(child, "SIGKILL");
      await Promise.race([gone, delay(GRACE)]);
    }
  }

  #start(name, [program, ...args], { cwd, env = process.env, log }) {
    if (this.#ending) {
      throw new DemoFailure("The demo is ending.");
    }
    const output = log ? openSync(log, "w") : "inherit";
    // Whatever the program starts inherits the fourth stream, so it closes when the last of them has ended. The exit of
    // the program alone says nothing: a script may be gone before its JVM is.
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", output, output, "pipe"] });
    child.stdio[3].resume();
    if (log) {
      closeSync(output);
    }
    const one = { child, exit: exitOf(name, child), gone: once(child, "close").catch(() => {}) };
    this.#running.add(one);
    one.gone.then(() => this.#running.delete(one));
    return one;
  }
}

async function exitOf(name, child) {
  try {
    const [code, signalName] = await once(child, "exit");
    return code ?? signalName;
  } catch (error) {
    throw new DemoFailure(`${name} cannot be started: ${error.message}.`);
  }
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // The group is empty: everything has ended.
  }
}

function lastLines(file) {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-SHOWN_LINES).join("\n");
}
