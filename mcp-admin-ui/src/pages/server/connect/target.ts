// SPDX-License-Identifier: Apache-2.0
import type { Server } from "../../../api/servers";

/** What the examples are filled in with. */
export interface Target {
  /** A name that every client takes. */
  name: string;
  /** What people type into their client. */
  url: string;
  isSse: boolean;
  /** What tokens have as their audience. */
  resource: string;
  issuer: string;
  jwksUri: string;
  metadata: string;
  challenge: string;
  scopes: string[];
}

/** A text to be copied. */
export interface Example {
  id: string;
  /** A proper name. */
  title: string;
  /** The file that it goes into, or where it is typed. */
  place: string;
  text: string;
}

const METADATA_PATH = "/mcp/.well-known/";

export function targetOf(server: Server): Target {
  const { protected_resource_metadata: metadata, www_authenticate_example: challenge } = server.discovery;
  const issuer = metadata.slice(0, metadata.lastIndexOf(METADATA_PATH));
  const name = server.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return {
    name: name === "" ? server.server_id : name,
    url: server.endpoint_url ?? server.resource_uri,
    isSse: server.transport === "http_sse",
    resource: server.resource_uri,
    issuer,
    jwksUri: `${issuer}/protocol/openid-connect/certs`,
    metadata,
    challenge,
    scopes: server.scopes_supported.filter((scope) => scope !== "offline_access"),
  };
}

/** A text between quotes, as JSON, JavaScript, Java, Python, TOML and YAML read it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A word of a shell command. */
export function word(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
