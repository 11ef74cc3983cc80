/* SPDX-License-Identifier: Apache-2.0 */
// A running Keycloak: started for production, watched from outside, stopped.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LOGS } from './installation.mjs';

export const JVM = '-Xms1g -Xmx1g -XX:+UseG1GC';
export const ADMIN = { username: 'admin', password: 'benchmark' };

const BOOT_LIMIT_MS = 180_000;
const CLOCK_TICKS_PER_SECOND = 100;
const running = new Set();

/** Ends every Keycloak that is still up; for when the benchmark itself ends early. */
export function killAll() {
  for (const child of running) {
    process.kill(-child.pid, 'SIGKILL');
  }
}

/**
 * Starts the installation in `home`; `boot` is the time until the first answer. The processor time of a database that
 * is given counts as the server's own.
 */
export async function startKeycloak(name, home, { profile = false, database, options = [] } = {}) {
  const port = await freePort();
  const logFile = join(LOGS, `${name}.log`);
  const log = openSync(logFile, 'a');
  const recording = `-XX:StartFlightRecording=settings=profile,filename=${join(LOGS, `${name}.jfr`)}`;
  const begin = performance.now();
  const child = spawn(
    join(home, 'bin/kc.sh'),
    [
      'start',
      '--optimized',
      '--http-enabled=true',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      '--hostname-strict=false',
      '--cache=local',
      ...(database?.options ?? []),
      ...options,
    ],
    {
      // A process group of its own: kc.sh runs Java as a child, and both must be stopped.
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        JAVA_OPTS_KC_HEAP: JVM,
        JAVA_OPTS_APPEND: profile ? recording : '',
        KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
        KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
      },
    },
  );
  closeSync(log);
  running.add(child);
  child.once('exit', () => running.delete(child));

  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}/realms/master`))) {
    if (child.exitCode !== null || performance.now() - begin > BOOT_LIMIT_MS) {
      throw new Error(`The Keycloak "${name}" did not start; see ${logFile}.`);
    }
    await pause(20);
  }
  const seconds = (performance.now() - begin) / 1000;
  const server = { name, url, child, javaPid: javaPidOf(child.pid), database };
  return { ...server, boot: { seconds, processorSeconds: processorSeconds(server) } };
}

/** Stops a Keycloak and waits until it is gone. */
export async function stopKeycloak({ child }) {
  if (child.exitCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
}

/** Megabytes of heap in use after a full garbage collection. */
export function heapAfterCollection({ javaPid }) {
  jcmd(javaPid, 'GC.run');
  jcmd(javaPid, 'GC.run');
  const info = jcmd(javaPid, 'GC.heap_info');
  return Number(/used (\d+)K/.exec(info)[1]) / 1024;
}

/** Seconds of processor time a Keycloak has used so far; not a number where the system does not tell. */
export function processorSeconds({ javaPid, database }) {
  return processorSecondsOf(javaPid).own + (database?.processorSeconds() ?? 0);
}

/** The same for one process, and for those of its children that have ended. */
export function processorSecondsOf(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) {
    return { own: NaN, children: NaN };
  }
  const [user, system, childrenUser, childrenSystem] = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 15)
    .map((ticks) => Number(ticks) / CLOCK_TICKS_PER_SECOND);
  return { own: user + system, children: childrenUser + childrenSystem };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function javaPidOf(shellPid) {
  return Number(execFileSync('pgrep', ['-P', String(shellPid)], { encoding: 'utf8' }).trim().split('\n')[0]);
}

function jcmd(pid, ...command) {
  const tool = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/jcmd') : 'jcmd';
  return execFileSync(tool, [String(pid), ...command], { encoding: 'utf8' });
}

/** A port that nobody listens on. */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
