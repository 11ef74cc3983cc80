/* SPDX-License-Identifier: Apache-2.0 */
// One measurement: load on one Keycloak for some seconds.
import autocannon from 'autocannon';
import { processorSeconds } from './server.mjs';

const CONNECTIONS = 8;

/** Sends the requests in turn, over several connections. Any answer that is not a good one ends the benchmark. */
export async function load(server, requests, seconds) {
  let connection = 0;
  const begin = processorSeconds(server);
  const result = await autocannon({
    url: server.url,
    connections: CONNECTIONS,
    sampleInt: 100,
    // Each connection has requests of its own, so that they do not all use the same session at once.
    setupClient: (client) => client.setRequests(share(requests, connection++)),
    duration: seconds,
  });
  const end = processorSeconds(server);
  requireGood(server, requests, result);
  const good = result['2xx'];
  return {
    answers: good,
    processorSeconds: end - begin,
    perSecond: good / result.duration,
    perProcessorSecond: good / (end - begin),
  };
}

/** Sends each of the requests once. */
export async function askOnce(server, requests) {
  const result = await autocannon({ url: server.url, connections: 1, amount: requests.length, requests });
  requireGood(server, requests, result);
}

function requireGood(server, requests, { '2xx': good, non2xx, errors }) {
  if (non2xx + errors > 0 || good === 0) {
    throw new Error(
      `${server.name}: of the requests to ${requests[0].path}, ${good} had a good answer, ${non2xx} had another one, and ` +
        `${errors} had none.`,
    );
  }
}

function share(requests, connection) {
  const own = requests.filter((_, index) => index % CONNECTIONS === connection);
  return own.length > 0 ? own : [requests[connection % requests.length]];
}
