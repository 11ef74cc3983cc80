/* SPDX-License-Identifier: Apache-2.0 */
// Keycloak installations from the distribution: as it comes, or with the JAR.
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

/**
 * Installs Keycloak twice, below benchmark/target, and builds both for production on a database. Without a JAR both are
 * stock.
 */
export function installKeycloaks(version, jar, database = 'dev-file') {
  const stock = unpack(version);
  const mcp = `${stock}-mcp`;
  cpSync(stock, mcp, { recursive: true });
  if (jar) {
    addProvider(mcp, jar);
  }
  for (const home of [stock, mcp]) {
    build(home, database);
  }
  return { stock, mcp };
}

/** Installs Keycloak once, below benchmark/target, with the JAR, and builds it for production on a database. */
export function installKeycloak(version, jar, database) {
  const home = unpack(version);
  addProvider(home, jar);
  build(home, database);
  return home;
}

/** Makes benchmark/target anew. */
function unpack(version) {
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
  return join(TARGET, `keycloak-${version}`);
}

function addProvider(home, jar) {
  if (!existsSync(jar)) {
    throw new Error(`There is no JAR at ${jar}.`);
  }
  copyFileSync(jar, join(home, 'providers', basename(jar)));
}

function build(home, database) {
  run(join(home, 'bin/kc.sh'), ['build', `--db=${database}`]);
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
