/* SPDX-License-Identifier: Apache-2.0 */
// The facts without which a number means nothing.
import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { ROOT } from './installation.mjs';
import { JVM } from './server.mjs';

/** What was measured where, and when. */
export function describeRun({ control, jar }, keycloak) {
  return {
    ...(control ? { Control: 'both sides are stock; what differs from 1 is noise' } : {}),
    Date: new Date().toISOString().slice(0, 10),
    ...(jar ? { JAR: basename(jar) } : { Commit: commit() }),
    Processor: `${cpus()[0].model.trim()}, ${availableParallelism()} cores`,
    Memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    Java: `${javaVersion()}, \`${JVM}\``,
    Keycloak: keycloak,
  };
}

function commit() {
  const head = git('rev-parse', '--short=12', 'HEAD');
  if (!head) {
    return 'unknown';
  }
  const changed = git('status', '--porcelain', '--', 'mcp-resource-spi');
  return changed ? `${head} with changes in mcp-resource-spi` : head;
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}

function javaVersion() {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
  return execFileSync(java, ['--version'], { encoding: 'utf8' }).split('\n')[0].trim();
}
