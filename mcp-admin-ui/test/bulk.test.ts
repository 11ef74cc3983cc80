// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import type { BulkReport, BulkRequest } from "../src/api/clients";
import { BATCH, type Progress, runBulk } from "../src/pages/clients/bulk";

const RUNNING = new AbortController().signal;

/** A server with clients, some of which it spares. */
function server(clients: string[], spared: string[] = []) {
  const left = new Set(clients);
  const requests: BulkRequest[] = [];
  const bulk = async (request: BulkRequest): Promise<BulkReport> => {
    requests.push(request);
    const matched = request.ids ?? [...left];
    const kept = matched.filter((id) => spared.includes(id));
    const done = matched.filter((id) => !spared.includes(id)).slice(0, request.max ?? matched.length);
    done.forEach((id) => left.delete(id));
    return {
      matched: matched.length,
      done: done.length,
      spared: kept.map((id) => ({ id, client_id: id, reason: "manual" })),
    };
  };
  return { left, requests, bulk };
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);

describe("many clients", () => {
  test("that are named are done in batches, and progress is told", async () => {
    const { left, requests, bulk } = server(ids(2 * BATCH + 1));
    const told: Progress[] = [];
    const end = await runBulk(bulk, "block", { ids: ids(2 * BATCH + 1) }, 101, (p) => told.push(p), RUNNING);

    expect(left.size).toBe(0);
    expect(requests.map((request) => request.ids!.length)).toEqual([BATCH, BATCH, 1]);
    expect(told.map(({ done }) => done)).toEqual([BATCH, 2 * BATCH, 2 * BATCH + 1]);
    expect(end).toEqual({ total: 101, done: 101, spared: [] });
  });

  test("that a filter matches are done until only those are left that are spared", async () => {
    const { left, bulk } = server(ids(120), ["c3", "c99"]);
    const end = await runBulk(bulk, "remove", { filter: { state: "active" } }, 120, () => {}, RUNNING);

    expect([...left]).toEqual(["c3", "c99"]);
    expect(end.done).toBe(118);
    expect(end.spared.map(({ id }) => id)).toEqual(["c3", "c99"]);
  });

  test("end at once when nothing is done", async () => {
    const { requests, bulk } = server(ids(3), ids(3));
    const end = await runBulk(bulk, "remove", { filter: {} }, 3, () => {}, RUNNING);

    expect(requests).toHaveLength(1);
    expect(end.done).toBe(0);
    expect(end.spared).toHaveLength(3);
  });

  test("can be left after a batch", async () => {
    const { left, bulk } = server(ids(200));
    const leaving = new AbortController();
    const end = await runBulk(bulk, "remove", { filter: {} }, 200, () => leaving.abort(), leaving.signal);

    expect(end.done).toBe(BATCH);
    expect(left.size).toBe(150);
  });

  test("that fail in the middle say so", async () => {
    const { bulk } = server(ids(200));
    let batches = 0;
    const failing = (request: BulkRequest) =>
      ++batches === 2 ? Promise.reject(new Error("403")) : bulk(request);

    await expect(runBulk(failing, "remove", { filter: {} }, 200, () => {}, RUNNING)).rejects.toThrow("403");
  });
});
