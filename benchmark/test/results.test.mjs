/* SPDX-License-Identifier: Apache-2.0 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, summarise, withResults } from '../src/results.mjs';
import { readSettings } from '../src/settings.mjs';

const sample = (kind, size, ratio, processorRatio = ratio) => ({ kind, size, ratio, processorRatio });

test('the median is the middle, or between the two in the middle', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

test('the verdict is on the median of the processor ratios', () => {
  const [line] = summarise([
    sample('plain', 1, 0.9, 0.98),
    sample('plain', 1, 1.1, 0.5),
    sample('plain', 1, 0.99, 1.2),
  ]);

  assert.deepEqual([line.ratio, line.processorRatio, line.met], [0.99, 0.98, true]);
});

test('a target is missed by processor time, or plainly by the clock', () => {
  const [plain, metadata] = summarise([sample('resource-metadata', 1, 1.7, 2.1), sample('plain', 1, 1, 0.97)]);

  assert.deepEqual([plain.kind, plain.met], ['plain', false]);
  assert.deepEqual([metadata.kind, metadata.met], ['resource-metadata', false]);
});

test('without processor times the verdict is on the clock', () => {
  const [line] = summarise([sample('plain', 1, 0.98, NaN)]);

  assert.deepEqual([line.processorRatio, line.met], [null, true]);
});

test('results replace what stands between the markers, and nothing else', () => {
  const readme = 'before\n<!-- results:begin -->\nold\n<!-- results:end -->\nafter';

  assert.equal(withResults(readme, 'new $1'), 'before\n<!-- results:begin -->\nnew $1\n<!-- results:end -->\nafter');
  assert.throws(() => withResults('no markers', 'new'), /markers/);
});

test('numbers of servers are sorted and counted once', () => {
  assert.deepEqual(readSettings(['--servers', '1000,1,1000']).sizes, [1, 1000]);
});

test('a number that makes no sense is refused with the option it came with', () => {
  assert.throws(() => readSettings(['--rounds', '0']), /--rounds needs whole numbers from 1 on/);
  assert.throws(() => readSettings(['--servers', '1,many']), /--servers/);
});
