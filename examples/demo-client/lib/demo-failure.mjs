// SPDX-License-Identifier: Apache-2.0

/** The demo cannot go on; the message is one sentence for whoever started it. */
export class DemoFailure extends Error {
  name = "DemoFailure";
}
