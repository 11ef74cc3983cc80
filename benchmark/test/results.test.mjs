/* SPDX-License-Identifier: Apache-2.0 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, summarise, summariseRates, verdict, withResults } from '../src/results.mjs';
import { SCOPES, settingsOf } from '../src/servers.mjs';
import { readScaleSettings } from '../src/scale-settings.mjs';
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

  assert.equal(withResults(readme, 'results', 'new $1'), 'before\n<!-- results:begin -->\nnew $1\n<!-- results:end -->\nafter');
  assert.throws(() => withResults('no markers', 'results', 'new'), /markers/);
});

test('numbers of servers are sorted and counted once', () => {
  assert.deepEqual(readSettings(['--servers', '1000,1,1000']).sizes, [1, 1000]);
});

test('a number that makes no sense is refused with the option it came with', () => {
  assert.throws(() => readSettings(['--rounds', '0']), /--rounds needs whole numbers from 1 on/);
  assert.throws(() => readSettings(['--servers', '1,many']), /--servers/);
});

test('a line without a target cannot miss it', () => {
  const [line] = summarise([sample('scale-last-use', 1, 0.1)]);

  assert.deepEqual([line.met, verdict(line)], [true, '–']);
});

test('rates are held against their target by the median', () => {
  const [list, first] = summariseRates([
    { kind: 'list', perSecond: 19 },
    { kind: 'first-token', perSecond: 5 },
    { kind: 'list', perSecond: 21 },
    { kind: 'list', perSecond: 18 },
  ]);

  assert.deepEqual([list.perSecond, list.least, list.met], [19, 18, false]);
  assert.deepEqual([first.perSecond, first.met], [5, true]);
});

test('a hundred servers list 200 scopes, one of them is a draft and one suspended', () => {
  const servers = Array.from({ length: 100 }, (_, number) => settingsOf(number));

  assert.equal(new Set(servers.flatMap(({ scopes_supported: scopes }) => scopes)).size, 200);
  assert.deepEqual(new Set(SCOPES), new Set(servers.flatMap(({ scopes_supported: scopes }) => scopes)));
  assert.equal(servers.filter(({ status }) => status === 'active').length, 98);
});

test('options of the scale benchmark are read, and refused with their name', () => {
  assert.deepEqual(
    [[], ['--by-rest', '500'], ['--by-rest', '9999']].map((more) => readScaleSettings(['--servers', '2000', ...more]).byRest),
    [2000, 500, 2000],
  );
  assert.throws(() => readScaleSettings(['--realms-cache', 'x']), /--realms-cache needs whole numbers/);
});
