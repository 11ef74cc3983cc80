/* SPDX-License-Identifier: Apache-2.0 */
// What the command line can change about a run of benchmark/scale.
import { parseArgs } from 'node:util';
import { wholeNumber } from './settings.mjs';

export const USAGE = `Usage: benchmark/scale [options]
  --servers N       MCP servers in the large realm (100000)
  --by-rest N       how many of them are registered; the others are copied in the database (all)
  --different N     servers that are asked for in turn (4000)
  --rounds N        measured rounds (10)
  --seconds N       length of one measurement (3)
  --warmup N        rounds before them that do not count (3)
  --realms-cache N  Keycloak's --cache-embedded-realms-max-count (100000)
  --jar FILE        measure this JAR instead of building mcp-resource-spi
  --profile         record Keycloak with Java Flight Recorder into benchmark/target/logs
  --write           put the results into benchmark/README.md
  --help            print this text`;

const OPTIONS = {
  servers: { type: 'string', default: '100000' },
  'by-rest': { type: 'string' },
  different: { type: 'string', default: '4000' },
  rounds: { type: 'string', default: '10' },
  seconds: { type: 'string', default: '3' },
  warmup: { type: 'string', default: '3' },
  'realms-cache': { type: 'string', default: '100000' },
  jar: { type: 'string' },
  profile: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** The settings of a run; throws an error of one sentence if the arguments make no sense. */
export function readScaleSettings(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  const servers = wholeNumber('servers', values.servers, 100);
  return {
    servers,
    byRest: Math.min(servers, wholeNumber('by-rest', values['by-rest'] ?? values.servers, 100)),
    different: wholeNumber('different', values.different, 1),
    rounds: wholeNumber('rounds', values.rounds, 1),
    seconds: wholeNumber('seconds', values.seconds, 1),
    warmup: wholeNumber('warmup', values.warmup, 0),
    realmsCache: wholeNumber('realms-cache', values['realms-cache'], 1),
    jar: values.jar,
    profile: values.profile,
    write: values.write,
    help: values.help,
  };
}
