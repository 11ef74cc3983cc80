/* SPDX-License-Identifier: Apache-2.0 */
// From samples to a verdict and to tables.
const KINDS = {
  plain: { title: 'Token, no `resource`', against: "stock's token", target: 0.98 },
  resource: { title: 'Token with `resource`', against: "stock's token", target: 0.95 },
  refresh: { title: 'Refresh with `resource`', against: "stock's refresh", target: 0.95 },
  'server-metadata': { title: 'Server metadata', against: "stock's server metadata", target: 0.9 },
  'resource-metadata': { title: 'Protected resource metadata', against: "stock's server metadata", target: 2 },
  'plain-growth': { title: 'Token, no `resource`', target: 0.95 },
  'resource-growth': { title: 'Token with `resource`', target: 0.95 },
  'refresh-growth': { title: 'Refresh with `resource`', target: 0.95 },
  'scale-token': { title: 'Token with `resource`', against: 'one server, 200 scopes', target: 0.95 },
  'scale-token-scopes': { title: 'Token with `resource`', against: 'one server, 2 scopes', target: null },
  'scale-metadata': { title: 'Protected resource metadata', against: 'one server, 200 scopes', target: 0.95 },
  'scale-changes': { title: 'Token, 1,000 servers changed per minute', against: 'none changed', target: 0.9 },
  'scale-register': { title: 'Register', against: 'one server, 200 scopes', target: 0.9 },
  'scale-update': { title: 'Update', against: 'one server, 200 scopes', target: 0.9 },
  'scale-delete': { title: 'Delete', against: 'one server, 200 scopes', target: 0.9 },
  'clients-register': { title: 'Register', against: "stock's own endpoint", target: 0.9 },
  'clients-register-many': { title: 'Register', against: 'a realm with few', target: 0.9 },
  'clients-clean-up': { title: 'Token, while stale clients are removed', against: 'none removed', target: 0.8 },
  'scale-last-use': { title: 'Delete, and a scope with it', against: 'one server, 200 scopes', target: null },
};

/** What is measured in requests per second alone. */
const RATES = {
  list: { title: 'First pages of the list', target: 20 },
  page: { title: 'Pages deep in the list', target: 20 },
  search: { title: 'Search by a part of the name or URI, or an id', target: 20 },
  status: { title: 'List by status', target: 20 },
  'client-list': { title: 'First pages of the list', target: null },
  'client-page': { title: 'Pages deep in the list', target: null },
  'client-search': { title: 'Search by a part of the name or id', target: null },
  'client-state': { title: 'List by state', target: null },
  'first-token': { title: 'Token for a server that nobody has asked for yet', target: null },
};

/** The load generator takes up to a tenth from the clock's ratio for answers that are made faster than stock's. */
const CLOCK_SHARE = 0.9;

/** The median of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[Math.floor(middle)];
}

/** The number below which a share of some numbers lies. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** One line for each kind and size, with the samples of all rounds put together and held against the target. */
export function summarise(samples) {
  const lines = new Map();
  for (const sample of samples) {
    const key = `${sample.kind} ${sample.size}`;
    lines.set(key, [...(lines.get(key) ?? []), sample]);
  }
  const order = Object.keys(KINDS);
  return [...lines.values()]
    .map(line)
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.size - b.size);
}

function line(samples) {
  const { kind, size, than } = samples[0];
  const { title, against, target } = KINDS[kind];
  const all = (name) => samples.map((sample) => sample[name]);
  const processorRatio = median(all('processorRatio'));
  const ratio = median(all('ratio'));
  const [low, high] = [quantile(all('ratio'), 0.25), quantile(all('ratio'), 0.75)];
  const timed = !Number.isNaN(processorRatio);
  return {
    kind,
    title,
    size,
    against: against ?? `itself with ${number(than)}`,
    perSecond: median(all('perSecond')),
    otherPerSecond: median(all('otherPerSecond')),
    ratio,
    low,
    high,
    processorRatio: timed ? processorRatio : null,
    target,
    met: target === null || (timed ? processorRatio >= target && high >= CLOCK_SHARE * target : ratio >= target),
  };
}

/** One line for each kind of request that is measured in requests per second alone. */
export function summariseRates(samples) {
  return Object.entries(RATES).flatMap(([kind, { title, target }]) => {
    const perSecond = samples.filter((sample) => sample.kind === kind).map((sample) => sample.perSecond);
    return perSecond.length === 0
      ? []
      : {
          kind,
          title,
          perSecond: median(perSecond),
          least: Math.min(...perSecond),
          target,
          met: target === null || median(perSecond) >= target,
        };
  });
}

/** All results of a run of benchmark/scale as Markdown. */
export function scaleMarkdown({ facts, summary, rates, registration, stored }) {
  const { size, byRest, seconds, first, last } = registration;
  return [
    list(facts),
    '',
    comparisons(summary),
    '',
    rateTable(rates, 'MCP servers', size),
    '',
    table(
      ['', ''],
      [
        [`registering ${number(byRest)} servers, four at a time`, `${Math.round(seconds)} s`],
        ...(byRest < size ? [['copied in the database', number(size - byRest)]] : []),
        ...(first === null
          ? []
          : [
              ['the first 500 of them', `${number(Math.round(first))} per second`],
              ['the last 500 of them', `${number(Math.round(last))} per second`],
            ]),
        ['the database', megabytes(stored.database)],
        ['heap at the end, with all that is cached', megabytes(stored.heap)],
      ],
    ),
  ].join('\n');
}

/** All results of a run of benchmark/clients as Markdown. */
export function clientsMarkdown({ facts, summary, rates, size, cleanUp }) {
  return [
    list(facts),
    '',
    comparisons(summary, 'MCP clients'),
    '',
    rateTable(rates, 'MCP clients', size),
    '',
    table(
      ['', ''],
      [
        ['stale clients removed', number(cleanUp.removed)],
        ['in', `${Math.round(cleanUp.seconds)} s`],
        ['that is', `${number(Math.round(cleanUp.removed / cleanUp.seconds))} per second`],
      ],
    ),
  ].join('\n');
}

function rateTable(rates, what, size) {
  return table(
    ['asked for', what, 'requests/s', 'slowest round', 'target', 'verdict'],
    rates.map((line) => [
      line.title,
      number(size),
      `**${number(Math.round(line.perSecond))}**`,
      number(Math.round(line.least)),
      line.target === null ? '–' : `≥ ${line.target}`,
      verdict(line),
    ]),
  );
}

/** All results as Markdown. */
export function markdown({ facts, summary, registrations, heap, boots }) {
  return [
    list(facts),
    '',
    comparisons(summary),
    '',
    table(
      ['', 'stock', 'with the JAR'],
      [
        ...heap.map(({ when, stock, mcp }) => [`heap ${when}`, megabytes(stock), megabytes(mcp)]),
        ...bootRows(boots),
      ],
    ),
    ...(registrations.length
      ? [
          '',
          table(
            ['registering MCP servers', 'all, s', 'the first 500, per second', 'the last 500, per second'],
            registrations.map(({ size, seconds, first, last }) => [
              number(size),
              seconds.toFixed(1),
              first === null ? '–' : number(Math.round(first)),
              last === null ? '–' : number(Math.round(last)),
            ]),
          ),
        ]
      : []),
  ].join('\n');
}

/** Facts, one a line. */
export function list(facts) {
  return Object.entries(facts)
    .map(([name, value]) => `- ${name}: ${value}`)
    .join('\n');
}

/** A summary as a table; `what` there are so many of. */
export function comparisons(summary, what = 'MCP servers') {
  return table(
    [
      'asked for',
      what,
      'compared with',
      'requests/s',
      'other',
      'ratio by clock',
      'middle half',
      'ratio by CPU',
      'target',
      'verdict',
    ],
    summary.map((line) => [
      line.title,
      line.size === 0 ? 'few' : number(line.size),
      line.against,
      number(Math.round(line.perSecond)),
      number(Math.round(line.otherPerSecond)),
      line.ratio.toFixed(2),
      `${line.low.toFixed(2)}–${line.high.toFixed(2)}`,
      line.processorRatio === null ? '–' : `**${line.processorRatio.toFixed(3)}**`,
      line.target === null ? '–' : `≥ ${line.target}`,
      verdict(line),
    ]),
  );
}

/** How a line that may have no target does. */
export function verdict({ target, met }) {
  return target === null ? '–' : met ? 'pass' : 'MISSED';
}

/** The text with what stands between the two markers of a name replaced by the results. */
export function withResults(text, name, results) {
  const marked = new RegExp(`(<!-- ${name}:begin -->\n)[\\s\\S]*(<!-- ${name}:end -->)`);
  if (!marked.test(text)) {
    throw new Error(`benchmark/README.md has no markers "${name}:begin" and "${name}:end".`);
  }
  return text.replace(marked, (_, begin, end) => `${begin}${results}\n${end}`);
}

function bootRows({ stock, mcp }) {
  const row = (title, name) => [title, ...[stock, mcp].map((boots) => seconds(boots.map((boot) => boot[name])))];
  return stock.length === 0
    ? []
    : [
        row('boot until the first answer, by the clock', 'seconds'),
        row('boot until the first answer, by CPU', 'processorSeconds'),
      ];
}

/** A table in Markdown. */
export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A number as people write it. */
export function number(value) {
  return value.toLocaleString('en-US');
}

function megabytes(value) {
  return `${Math.round(value)} MB`;
}

function seconds(values) {
  if (values.some(Number.isNaN)) {
    return '–';
  }
  return `${median(values).toFixed(1)} s (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`;
}
