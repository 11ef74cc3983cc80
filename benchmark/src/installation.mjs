/* SPDX-License-Identifier: Apache-2.0 */
// Two Keycloak installations from one distribution: one as it comes, one with the JAR.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const TARGET = join(ROOT, 'benchmark/target');
export const LOGS = join(TARGET, 'logs');

/** The Keycloak version of the root POM. */
export function keycloakVersion() {
  const version = /<keycloak\.version>([^<]+)</.exec(readFileSync(join(ROOT, 'pom.xml'), 'utf8'));
  if (!version) {
    throw new Error('The root pom.xml has no property keycloak.version.');
  }
  return version[1];
}

/** Builds the JAR and returns its path. */
export function buildJar() {
  maven('--also-make', '--projects', 'mcp-resource-spi', '-DskipTests', 'package');
  const folder = join(ROOT, 'mcp-resource-spi/target');
  const jar = readdirSync(folder).find((name) => /^keycloak-mcp-authorization-\d[^-]*(-SNAPSHOT)?\.jar$/.test(name));
  if (!jar) {
    throw new Error('The build of mcp-resource-spi left no keycloak-mcp-authorization JAR in its target folder.');
  }
  return join(folder, jar);
}

/** Installs Keycloak twice, below benchmark/target, and builds both for production. Without a JAR both are stock. */
export function installKeycloaks(version, jar) {
  rmSync(TARGET, { recursive: true, force: true });
  mkdirSync(LOGS, { recursive: true });
  maven(
    '--non-recursive',
    'dependency:unpack',
    // Without this Maven would trust its own note that it has unpacked the file before, even if it is gone.
    '-Dmdep.overWriteReleases=true',
    `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`,
    `-DoutputDirectory=${TARGET}`,
  );
  const stock = join(TARGET, `keycloak-${version}`);
  const mcp = `${stock}-mcp`;
  cpSync(stock, mcp, { recursive: true });
  if (jar) {
    if (!existsSync(jar)) {
      throw new Error(`There is no JAR at ${jar}.`);
    }
    copyFileSync(jar, join(mcp, 'providers', basename(jar)));
  }
  for (const home of [stock, mcp]) {
    run(join(home, 'bin/kc.sh'), ['build', '--db=dev-file']);
  }
  return { stock, mcp };
}

function maven(...args) {
  run('mvn', ['--batch-mode', '--no-transfer-progress', '--quiet', ...args]);
}

function run(command, args) {
  try {
    execFileSync(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (failure) {
    process.stderr.write(`${failure.stdout ?? ''}${failure.stderr ?? ''}`);
    throw new Error(`This command failed: ${basename(command)} ${args.join(' ')}`);
  }
}
