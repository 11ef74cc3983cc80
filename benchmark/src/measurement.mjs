/* SPDX-License-Identifier: Apache-2.0 */
// One pair of running Keycloaks under load: stock and JAR in turn, so that a slow moment of the machine hits both.
import { load } from './load.mjs';
import { check, plainTokens, refreshes, resourceMetadata, resourceTokens, serverMetadata } from './requests.mjs';

/**
 * What is asked of each Keycloak. Every group has one series of requests for the stock server and several for the one
 * with the JAR, which are all compared with it.
 *
 * @param realms one for each number of servers: {size, realm, servers}
 */
export async function prepareGroups(stock, mcp, realms, control) {
  const stockRealm = realms[0].realm;
  const tokens = { stock: plainTokens(stockRealm), mcp: [] };
  const refreshed = { stock: await refreshes(stock.url, stockRealm), mcp: [] };
  const metadata = { stock: serverMetadata(stockRealm), mcp: [] };
  for (const { size, realm, servers } of realms) {
    const first = control ? undefined : servers[0].resource;
    tokens.mcp.push({ kind: 'plain', size, requests: plainTokens(realm) });
    refreshed.mcp.push({
      kind: 'refresh',
      size,
      resource: first,
      requests: await refreshes(mcp.url, realm, control ? undefined : servers),
    });
    metadata.mcp.push({ kind: 'server-metadata', size, requests: serverMetadata(realm) });
    if (!control) {
      tokens.mcp.push({ kind: 'resource', size, resource: first, requests: resourceTokens(realm, servers) });
      metadata.mcp.push({
        kind: 'resource-metadata',
        size,
        resource: first,
        requests: resourceMetadata(realm, servers),
      });
    }
  }
  for (const group of [tokens, refreshed, metadata]) {
    await check(stock.url, group.stock);
    for (const { requests, resource } of group.mcp) {
      await check(mcp.url, requests, resource);
    }
  }
  return [tokens, refreshed, metadata];
}

/**
 * One round: the stock server and the other in turn, a few seconds each. Every series stands between two measurements of
 * the stock server and is compared with the mean of them; the order turns round in every second round. Returns a sample for
 * each series.
 */
export async function measureRound(stock, mcp, groups, round, seconds) {
  const samples = [];
  for (const group of groups) {
    const series = round % 2 === 0 ? group.mcp : group.mcp.toReversed();
    let before = await load(stock, group.stock, seconds);
    for (const { kind, size, requests } of series) {
      const own = await load(mcp, requests, seconds);
      const after = await load(stock, group.stock, seconds);
      samples.push(compared(kind, size, own, [before, after]));
      before = after;
    }
  }
  return [...samples, ...sizesCompared(samples)];
}

/** A sample: a measurement, and the mean of the others that it is compared with. */
export function compared(kind, size, own, others) {
  const other = {
    perSecond: mean(others.map(({ perSecond }) => perSecond)),
    perProcessorSecond: mean(others.map(({ perProcessorSecond }) => perProcessorSecond)),
  };
  return {
    kind,
    size,
    perSecond: own.perSecond,
    otherPerSecond: other.perSecond,
    ratio: own.perSecond / other.perSecond,
    processorRatio: own.perProcessorSecond / other.perProcessorSecond,
  };
}

/** The largest number of servers against the smallest, of the series that issue tokens. */
function sizesCompared(samples) {
  return ['plain', 'resource', 'refresh'].flatMap((kind) => {
    const bySize = samples.filter((sample) => sample.kind === kind).sort((a, b) => a.size - b.size);
    if (bySize.length < 2) {
      return [];
    }
    const [smallest, largest] = [bySize[0], bySize.at(-1)];
    return {
      kind: `${kind}-growth`,
      size: largest.size,
      than: smallest.size,
      perSecond: largest.perSecond,
      otherPerSecond: smallest.perSecond,
      ratio: largest.ratio / smallest.ratio,
      processorRatio: largest.processorRatio / smallest.processorRatio,
    };
  });
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
