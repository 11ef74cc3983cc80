// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import type { Server } from "../src/api/servers";
import { clientExamples } from "../src/pages/server/connect/clients";
import { proxyExamples } from "../src/pages/server/connect/proxies";
import { serverExamples } from "../src/pages/server/connect/servers";
import { quoted, targetOf, word } from "../src/pages/server/connect/target";

const BASE = "https://keycloak.example.com/auth/realms/work";
const METADATA = `${BASE}/mcp/.well-known/oauth-protected-resource/mcp_1`;

function server(more: Partial<Server> = {}): Server {
  return {
    name: "Code search (new)",
    server_id: "mcp_1",
    resource_uri: "https://mcp.example.com/mcp",
    endpoint_url: null,
    transport: "http_streamable",
    scopes_supported: ["code:read", "offline_access", "code:write"],
    discovery: {
      authorization_server_metadata:
        "https://keycloak.example.com/auth/.well-known/oauth-authorization-server/realms/work",
      protected_resource_metadata: METADATA,
      www_authenticate_example: `Bearer resource_metadata="${METADATA}", scope="code:read code:write"`,
    },
    ...more,
  } as Server;
}

const textOf = (examples: { id: string; text: string }[], id: string) =>
  examples.find((example) => example.id === id)!.text;

describe("what examples are filled in with", () => {
  test("the issuer is the realm's, under whatever path Keycloak runs", () => {
    expect(targetOf(server()).issuer).toBe(BASE);
    expect(targetOf(server()).jwksUri).toBe(`${BASE}/protocol/openid-connect/certs`);
  });

  test("a name that every client takes", () => {
    expect(targetOf(server()).name).toBe("code-search-new");
    expect(targetOf(server({ name: "文件" })).name).toBe("mcp_1");
  });

  test("people type the endpoint where there is one", () => {
    expect(targetOf(server({ endpoint_url: "https://mcp.example.com/mcp/v1" })).url).toBe(
      "https://mcp.example.com/mcp/v1",
    );
  });
});

describe("client examples", () => {
  const examples = clientExamples(targetOf(server()));

  test("there is one for each client", () => {
    expect(examples.map(({ id }) => id)).toEqual([
      "claude",
      "claude-code",
      "chatgpt",
      "cursor",
      "vs-code",
      "codex",
      "gemini-cli",
      "inspector",
      "mcp-remote",
    ]);
  });

  test("each has the URL, and those that are JSON can be read", () => {
    for (const { id, text } of examples) {
      expect(text, id).toContain("https://mcp.example.com/mcp");
    }
    expect(JSON.parse(textOf(examples, "cursor"))).toEqual({
      mcpServers: { "code-search-new": { url: "https://mcp.example.com/mcp" } },
    });
    expect(JSON.parse(textOf(examples, "vs-code")).servers["code-search-new"].type).toBe("http");
  });

  test("a server with SSE is said to be one", () => {
    const sse = clientExamples(targetOf(server({ transport: "http_sse" })));
    expect(textOf(sse, "claude-code")).toContain("--transport sse");
    expect(JSON.parse(textOf(sse, "gemini-cli")).mcpServers["code-search-new"]).toEqual({
      url: "https://mcp.example.com/mcp",
    });
  });
});

describe("server examples", () => {
  test("each has issuer and resource, and none a scope that is not the server's", () => {
    for (const { id, text } of serverExamples(targetOf(server()))) {
      expect(text, id).toContain(BASE);
      expect(text, id).toContain("https://mcp.example.com/mcp");
      expect(text, id).not.toContain("offline_access");
    }
  });
});

describe("proxy examples", () => {
  test.each(["nginx", "caddy", "traefik", "envoy"])(
    "%s passes the well-known path of the resource on",
    (id) => {
      const text = textOf(proxyExamples(targetOf(server())), id);
      expect(text).toContain("/.well-known/oauth-protected-resource/mcp");
      expect(text).toContain("/auth/realms/work/mcp/.well-known/oauth-protected-resource/mcp_1");
    },
  );

  test("a resource without a path has none in the well-known path", () => {
    const text = textOf(
      proxyExamples(targetOf(server({ resource_uri: "https://mcp.example.com/" }))),
      "nginx",
    );
    expect(text).toContain("location = /.well-known/oauth-protected-resource {");
  });
});

describe("quoting", () => {
  test("a shell word with anything else than plain characters is in quotes", () => {
    expect(word("https://a.example/b")).toBe("https://a.example/b");
    expect(word("https://a.example/$(x)'")).toBe(`'https://a.example/$(x)'\\'''`);
  });

  test("a text keeps its quotes", () => {
    expect(quoted('a="b"')).toBe('"a=\\"b\\""');
  });
});
