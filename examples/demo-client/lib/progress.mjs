// SPDX-License-Identifier: Apache-2.0

const ONE_SECOND = 1000;

/** Shows that a long step is under way: a counting line in a terminal, a line at its end in a log. */
export async function during(text, work) {
  const start = Date.now();
  const seconds = () => `${Math.round((Date.now() - start) / ONE_SECOND)} s`;
  const show = () => process.stdout.write(`\r${text} … ${seconds()} `);
  const ticking = process.stdout.isTTY ? setInterval(show, ONE_SECOND) : undefined;
  process.stdout.write(process.stdout.isTTY ? `${text} … ` : `${text} …\n`);
  try {
    const result = await work();
    console.log(process.stdout.isTTY ? `\r${text}: done in ${seconds()}.` : `  done in ${seconds()}.`);
    return result;
  } catch (error) {
    process.stdout.write("\n");
    throw error;
  } finally {
    clearInterval(ticking);
  }
}
