// SPDX-License-Identifier: Apache-2.0
import type { BulkReport, BulkRequest, Spared } from "../../api/clients";

/** So many clients are done in one request: few enough that one sees it go on. */
export const BATCH = 50;

export interface Progress {
  /** How many there are to do. */
  total: number;
  done: number;
  /** What was left as it is, and why. */
  spared: Spared[];
}

/** Which clients: those that are named, or all that a list with this filter shows. */
export type Choice = { ids: string[] } | { filter: Record<string, string> };

type Bulk = (request: BulkRequest) => Promise<BulkReport>;

/**
 * Does something with many clients, batch after batch.
 *
 * @param total how many there are to do
 * @param onProgress told after each batch
 * @param signal to stop after the batch that is under way
 * @throws {ApiError} what a batch was refused with; what was done before stays done
 */
export async function runBulk(
  bulk: Bulk,
  action: BulkRequest["action"],
  choice: Choice,
  total: number,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Progress> {
  const steps = "ids" in choice ? named(bulk, action, choice.ids) : matching(bulk, action, choice.filter);
  const spared = new Map<string, Spared>();
  let done = 0;
  for await (const report of steps) {
    done += report.done;
    report.spared.forEach((one) => spared.set(one.id, one));
    onProgress({ total, done, spared: [...spared.values()] });
    if (signal.aborted) {
      break;
    }
  }
  return { total, done, spared: [...spared.values()] };
}

async function* named(bulk: Bulk, action: BulkRequest["action"], ids: string[]) {
  for (let first = 0; first < ids.length; first += BATCH) {
    yield await bulk({ action, ids: ids.slice(first, first + BATCH) });
  }
}

/** What was done no longer matches, so the same question leads on; it ends when only what is spared is left. */
async function* matching(bulk: Bulk, action: BulkRequest["action"], filter: Record<string, string>) {
  let report: BulkReport;
  do {
    report = await bulk({ action, filter, max: BATCH });
    yield report;
  } while (report.done > 0 && report.matched > report.done + report.spared.length);
}
