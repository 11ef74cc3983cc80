// SPDX-License-Identifier: Apache-2.0
import { type Example, json, quoted, type Target, word } from "./target";

/** How people add the server to their MCP client. They sign in when it is used first. */
export function clientExamples({ name, url, isSse }: Target): Example[] {
  const transport = isSse ? "sse" : "http";
  return [
    { id: "claude", title: "Claude", place: "Settings › Connectors › Add custom connector", text: url },
    {
      id: "claude-code",
      title: "Claude Code",
      place: "Terminal",
      text: `claude mcp add --transport ${transport} ${name} ${word(url)}`,
    },
    {
      id: "chatgpt",
      title: "ChatGPT",
      place: "Settings › Apps & Connectors › Create (developer mode), Authentication: OAuth",
      text: url,
    },
    {
      id: "cursor",
      title: "Cursor",
      place: "~/.cursor/mcp.json",
      text: json({ mcpServers: { [name]: { url } } }),
    },
    {
      id: "vs-code",
      title: "VS Code",
      place: ".vscode/mcp.json",
      text: json({ servers: { [name]: { type: transport, url } } }),
    },
    {
      id: "codex",
      title: "Codex",
      place: "~/.codex/config.toml",
      text: `[mcp_servers.${name}]\nurl = ${quoted(url)}\n\n# then: codex mcp login ${name}`,
    },
    {
      id: "gemini-cli",
      title: "Gemini CLI",
      place: "~/.gemini/settings.json",
      text: json({ mcpServers: { [name]: isSse ? { url } : { httpUrl: url } } }),
    },
    {
      id: "inspector",
      title: "MCP Inspector",
      place: "Terminal",
      text: `npx @modelcontextprotocol/inspector --transport ${transport} --server-url ${word(url)}`,
    },
    {
      id: "mcp-remote",
      title: "mcp-remote",
      place: "mcpServers",
      text: json({
        mcpServers: {
          [name]: {
            command: "npx",
            args: ["-y", "mcp-remote", url, ...(isSse ? ["--transport", "sse-only"] : [])],
          },
        },
      }),
    },
  ];
}
