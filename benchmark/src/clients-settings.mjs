/* SPDX-License-Identifier: Apache-2.0 */
// What the command line can change about a run of benchmark/clients.
import { parseArgs } from 'node:util';
import { wholeNumber } from './settings.mjs';

export const USAGE = `Usage: benchmark/clients [options]
  --clients N  MCP clients in the large realm, copied in the database (100000)
  --stale N    how many of them nobody has used (50000)
  --rounds N   measured rounds (10)
  --seconds N  length of one measurement (3)
  --warmup N   rounds before them that do not count (4)
  --jar FILE   measure this JAR instead of building mcp-resource-spi
  --profile    record both Keycloaks with Java Flight Recorder into benchmark/target/logs
  --write      put the results into benchmark/README.md
  --help       print this text`;

const OPTIONS = {
  clients: { type: 'string', default: '100000' },
  stale: { type: 'string', default: '50000' },
  rounds: { type: 'string', default: '10' },
  seconds: { type: 'string', default: '3' },
  warmup: { type: 'string', default: '4' },
  jar: { type: 'string' },
  profile: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** The settings of a run; throws an error of one sentence if the arguments make no sense. */
export function readClientsSettings(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  const clients = wholeNumber('clients', values.clients, 100);
  return {
    clients,
    stale: Math.min(clients, wholeNumber('stale', values.stale, 1)),
    rounds: wholeNumber('rounds', values.rounds, 1),
    seconds: wholeNumber('seconds', values.seconds, 1),
    warmup: wholeNumber('warmup', values.warmup, 0),
    jar: values.jar,
    profile: values.profile,
    write: values.write,
    help: values.help,
  };
}
