// SPDX-License-Identifier: Apache-2.0

/** A step of the flow did not go as the standards say; carries what a reader needs to find out why. */
export class StepFailure extends Error {
  /**
   * @param {string} expected what should have come
   * @param {string} came what came instead
   */
  constructor(expected, came) {
    super(`expected ${expected}, but ${came}`);
    this.name = "StepFailure";
  }
}
