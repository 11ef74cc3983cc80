/* SPDX-License-Identifier: Apache-2.0 */
// What the command line can change about a run.
import { parseArgs } from 'node:util';

export const USAGE = `Usage: benchmark/run [options]
  --servers LIST   numbers of registered MCP servers to measure (1,1000,10000)
  --rounds N       measured rounds with one pair of Keycloaks (15)
  --seconds N      length of one measurement (1)
  --warmup N       rounds before them that do not count (8)
  --pairs N        fresh pairs of Keycloaks (2)
  --boots N        boots of each Keycloak for the boot time (3)
  --jar FILE       measure this JAR instead of building mcp-resource-spi
  --control        leave the JAR out on both sides: shows the noise of this machine
  --profile        record both Keycloaks with Java Flight Recorder into benchmark/target/logs
  --write          put the results into benchmark/README.md
  --help           print this text`;

const OPTIONS = {
  servers: { type: 'string', default: '1,1000,10000' },
  rounds: { type: 'string', default: '15' },
  seconds: { type: 'string', default: '1' },
  warmup: { type: 'string', default: '8' },
  pairs: { type: 'string', default: '2' },
  boots: { type: 'string', default: '3' },
  jar: { type: 'string' },
  control: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** The settings of a run; throws an error of one sentence if the arguments make no sense. */
export function readSettings(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  const sizes = values.servers.split(',').map((text) => wholeNumber('servers', text, 1));
  return {
    sizes: [...new Set(sizes)].sort((a, b) => a - b),
    rounds: wholeNumber('rounds', values.rounds, 1),
    seconds: wholeNumber('seconds', values.seconds, 1),
    warmup: wholeNumber('warmup', values.warmup, 0),
    pairs: wholeNumber('pairs', values.pairs, 1),
    boots: wholeNumber('boots', values.boots, 0),
    jar: values.jar,
    control: values.control,
    profile: values.profile,
    write: values.write,
    help: values.help,
  };
}

/** A whole number that an option has; throws an error of one sentence if it is none, or too small. */
export function wholeNumber(name, text, least) {
  if (!/^\d+$/.test(text.trim()) || Number(text) < least) {
    throw new Error(`--${name} needs whole numbers from ${least} on, not "${text}".`);
  }
  return Number(text);
}
