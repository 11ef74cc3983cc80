// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiError, sender } from "../src/api/request";
import { isSame } from "../src/components/form/useForm";

const send = sender({
  adminBaseUrl: "https://admin.example.com/auth",
  realm: "a b",
  locale: "en",
  getAccessToken: () => Promise.resolve("token"),
});

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fetched = vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status, headers })));
  vi.stubGlobal("fetch", fetched);
  return fetched as unknown as { mock: { calls: [URL, RequestInit][] } };
}

afterEach(() => vi.unstubAllGlobals());

describe("requests", () => {
  test("go to the administrators' host with the token, and tell the tag of the answer", async () => {
    const fetched = answer(200, { a: 1 }, { ETag: '"t"' });
    const result = await send("PUT", "/mcp/servers", {
      query: { search: "x y", first: 0, none: "" },
      ifMatch: '"s"',
    });

    expect(result).toEqual({ data: { a: 1 }, etag: '"t"' });
    const [url, request] = fetched.mock.calls[0]!;
    expect(url.href).toBe("https://admin.example.com/auth/admin/realms/a%20b/mcp/servers?search=x+y&first=0");
    expect(new Headers(request.headers).get("Authorization")).toBe("Bearer token");
    expect(new Headers(request.headers).get("If-Match")).toBe('"s"');
  });

  test("a tag that a proxy has made weak is sent as it was given", async () => {
    answer(200, {}, { ETag: 'W/"t"' });
    expect((await send("GET", "/x")).etag).toBe('"t"');
  });

  test("a refusal has the server's words for each field", async () => {
    answer(400, { error: "validation_error", errors: [{ field: "name", message: "is required" }] });
    const refusal = await send("POST", "/x", { body: {} }).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(ApiError);
    expect((refusal as ApiError).fields).toEqual({ name: "is required" });
  });

  test("a server that cannot be reached is said to be", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
    await expect(send("GET", "/x")).rejects.toMatchObject({ status: 0, code: "unreachable" });
  });
});

describe("forms", () => {
  test("nothing and an empty text are the same, and lists are compared by what is in them", () => {
    expect(isSame(null, "")).toBe(true);
    expect(isSame(["a"], ["a"])).toBe(true);
    expect(isSame(["a"], [])).toBe(false);
  });
});
