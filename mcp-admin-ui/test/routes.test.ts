// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { matchPath, pathWithin, placeOf } from "../src/section/routes";

describe("addresses", () => {
  test("a place has the realm's name as it is written in URLs", () => {
    expect(placeOf("a/b c", "servers/new")).toBe("/a%2Fb%20c/mcp-servers/servers/new");
    expect(placeOf("work", "")).toBe("/work/mcp-servers");
  });

  test("what is behind the section's path is the page's", () => {
    expect(pathWithin("/work/mcp-servers")).toBe("");
    expect(pathWithin("/work/mcp-servers/servers/mcp_1/access")).toBe("servers/mcp_1/access");
  });

  test.each([
    ["servers", "servers", {}],
    ["servers/:id/:tab?", "servers/mcp_1", { id: "mcp_1" }],
    ["servers/:id/:tab?", "servers/mcp_1/access", { id: "mcp_1", tab: "access" }],
    ["clients/:id", "clients/https%3A%2F%2Fa.example", { id: "https://a.example" }],
    ["clients/:id", "clients/%E0%A4%A", { id: "%E0%A4%A" }],
  ])("%s is the pattern of %s", (pattern, path, parameters) => {
    expect(matchPath(pattern, path)).toEqual(parameters);
  });

  test.each([
    ["servers", "clients"],
    ["servers", "servers/mcp_1"],
    ["servers/:id", "servers"],
    ["", "servers"],
  ])("%s is not the pattern of %s", (pattern, path) => {
    expect(matchPath(pattern, path)).toBeUndefined();
  });
});
