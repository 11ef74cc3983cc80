/* SPDX-License-Identifier: Apache-2.0 */
// A PostgreSQL of the benchmark's own, from Debian's package: not the one that the package starts as a service.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LOGS, TARGET } from './installation.mjs';
import { freePort, processorSecondsOf } from './server.mjs';

const INSTALLATIONS = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
const USER = 'postgres';
const NAME = 'keycloak';
const START_LIMIT_MS = 30_000;

/**
 * A dictionary's order, in which punctuation counts for nothing, as databases have it on most systems that are not set
 * to the C locale. The client ids of MCP servers must be found in it too.
 */
const ORDER = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US-u-ka-shifted'];

const running = new Set();

/** Ends every PostgreSQL that is still up; for when the benchmark itself ends early. */
export function killDatabases() {
  for (const child of running) {
    // Not SIGKILL, which would leave its processes behind.
    process.kill(child.pid, 'SIGQUIT');
  }
}

/**
 * Starts PostgreSQL with the package's settings and an empty database for Keycloak. `another` makes one more, for another
 * Keycloak; the processor time of both counts together.
 */
export async function startPostgres() {
  const bin = binaries();
  const owner = process.getuid() === 0 ? idsOf(USER) : {};
  const folder = join(TARGET, 'postgres');
  mkdirSync(folder);
  if (owner.uid) {
    chownSync(folder, owner.uid, owner.gid);
  }
  const run = (program, ...args) => {
    try {
      return execFileSync(join(bin, program), args, { ...owner, cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
    } catch (failure) {
      throw new Error(`This command failed: ${program} ${args.join(' ')}\n${failure.stderr || failure.message}`);
    }
  };
  const data = join(folder, 'data');
  run('initdb', '--pgdata', data, '--username', NAME, '--auth=trust', ...ORDER);

  const port = await freePort();
  const logFile = join(LOGS, 'postgres.log');
  const log = openSync(logFile, 'a');
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', port, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    // A process group of its own, so that Ctrl-C does not reach it before Keycloak is down.
    { ...owner, cwd: folder, detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  running.add(child);
  child.once('exit', () => running.delete(child));

  const address = ['--host=127.0.0.1', `--port=${port}`, `--username=${NAME}`];
  await ready(child, logFile, () => run('pg_isready', ...address));
  const create = (name) => {
    run('createdb', ...address, name);
    return [`--db-url=jdbc:postgresql://127.0.0.1:${port}/${name}`, `--db-username=${NAME}`];
  };
  const options = create(NAME);
  const query = (sql) => run('psql', ...address, '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '-c', sql, NAME);
  return {
    version: query('show server_version').split(' ')[0],
    options,
    processorSeconds: () => processorSeconds(child.pid),
    another: (name) => ({ options: create(name), processorSeconds: () => processorSeconds(child.pid) }),
    /** Copies servers in the database; see copyOfServers. */
    copyServers: (realm, from, to, period) => query(copyOfServers(realm, from, to, period)),
    /** Copies clients in the database; see copyOfClient. */
    copyClient: (realm, clientId, count, stale) => query(copyOfClient(realm, clientId, count, stale)),
    /** Brings the planner's statistics up to date, which PostgreSQL does by itself about a minute later. */
    analyse: () => query('vacuum analyze'),
    megabytes: () => Number(query(`select pg_database_size('${NAME}')`)) / 2 ** 20,
    stop: () => stop(child),
  };
}

/**
 * SQL that makes the servers with the numbers from `from` to before `to`, each as a copy of the one that is registered
 * with the same number modulo `period`, with a name and a resource of its own.
 */
function copyOfServers(realm, from, to, period) {
  const name = (number) => `'server-' || lpad((${number})::text, 5, '0')`;
  return `
    create temporary table copies as
      select gen_random_uuid()::text id, template.id template, ${name('number')} name,
        'https://' || ${name('number')} || '.mcp.example/mcp' resource
      from generate_series(${from}, ${to - 1}) number
      join client template on template.name = ${name(`number % ${period}`)}
        and template.realm_id = (select id from realm where name = '${realm}');
    insert into client
      select (jsonb_populate_record(client, jsonb_build_object('id', copies.id, 'name', copies.name,
        'client_id', 'mcp_' || left(encode(sha256(resource::bytea), 'hex'), 24)))).*
      from copies join client on client.id = template;
    insert into client_attributes (client_id, name, value)
      select copies.id, attribute.name, case attribute.name when 'resource_url' then resource else value end
      from copies join client_attributes attribute on attribute.client_id = template;`;
}

/**
 * SQL that makes copies of a client that registered itself, each from an address of its own: `stale` of them came two
 * days ago and never got a token; the others came then and got one today.
 */
function copyOfClient(realm, clientId, count, stale) {
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1_000).toISOString();
  const today = new Date().toISOString().slice(0, 10);
  return `
    create temporary table copies as
      select number, gen_random_uuid()::text id, template.id template
      from generate_series(1, ${count}) number
      join client template on template.client_id = '${clientId}'
        and template.realm_id = (select id from realm where name = '${realm}');
    insert into client
      select (jsonb_populate_record(client, jsonb_build_object('id', copies.id, 'name', 'Client ' || number,
        'client_id', 'mc_' || gen_random_uuid()))).*
      from copies join client on client.id = template;
    insert into client_attributes (client_id, name, value)
      select copies.id, attribute.name, value
      from copies join client_attributes attribute on attribute.client_id = template
      where attribute.name not in ('mcp.registered_at', 'mcp.source', 'mcp.last_used_on')
      union all select id, 'mcp.registered_at', '${twoDaysAgo}' from copies
      union all select id, 'mcp.source', '10.' || number / 65536 || '.' || number / 256 % 256 || '.' || number % 256
      from copies
      union all select id, 'mcp.last_used_on', '${today}' from copies where number > ${stale};
    insert into redirect_uris (client_id, value)
      select copies.id, value from copies join redirect_uris redirect on redirect.client_id = template;
    insert into web_origins (client_id, value)
      select copies.id, value from copies join web_origins origin on origin.client_id = template;
    insert into client_scope_client (client_id, scope_id, default_scope)
      select copies.id, scope_id, default_scope from copies join client_scope_client scope on scope.client_id = template;
    drop table copies;`;
}

function binaries() {
  const versions = existsSync(INSTALLATIONS) ? readdirSync(INSTALLATIONS) : [];
  const found = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(INSTALLATIONS, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
  if (!found) {
    throw new Error('The benchmark needs PostgreSQL 15 or later. On Debian: apt-get install postgresql');
  }
  return found;
}

function idsOf(user) {
  const id = (option) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function ready(child, logFile, ask) {
  for (const begin = performance.now(); ; await pause(100)) {
    try {
      ask();
      return;
    } catch {
      if (child.exitCode !== null || performance.now() - begin > START_LIMIT_MS) {
        throw new Error(`PostgreSQL did not start; see ${logFile}.`);
      }
    }
  }
}

/** Of the process that was started and of one for each connection. */
function processorSeconds(pid) {
  const connections = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).trim().split('\n');
  const { own, children } = processorSecondsOf(pid);
  return connections
    .map((connection) => processorSecondsOf(connection).own)
    .filter((seconds) => !Number.isNaN(seconds))
    .reduce((sum, seconds) => sum + seconds, own + children);
}

async function stop(child) {
  if (child.exitCode === null) {
    const gone = once(child, 'exit');
    // Ends the connections and then itself.
    child.kill('SIGINT');
    await gone;
  }
}
