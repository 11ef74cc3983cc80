// SPDX-License-Identifier: Apache-2.0
import { ApiError, type Query, type Send } from "./request";

/** A client that a person lets act for them at an MCP server. */
export interface Connection {
  id: string;
  user: { id: string; username: string };
  client: { id: string; client_id: string; name: string | null; product: string | null };
  server: { server_id: string; name: string; resource_uri: string };
  scopes: string[];
  offline: boolean;
  granted_at: string | null;
  last_used_on: string | null;
}

export interface ConnectionPage {
  connections: Connection[];
  total: number;
}

const PATH = "/mcp/connections";

/** Who uses what with what, as the admin REST API has it. */
export function connectionsApi(send: Send) {
  return {
    list: (query: Query, signal?: AbortSignal): Promise<ConnectionPage> =>
      send<ConnectionPage>("GET", PATH, { query, signal }).then(({ data }) => data),
    /** How many connections a server has, if that can be told. */
    count: (server: string, signal?: AbortSignal): Promise<number | undefined> =>
      send<ConnectionPage>("GET", PATH, { query: { server, max: 1 }, signal }).then(
        ({ data }) => data.total,
        (error: unknown) => {
          if (error instanceof ApiError) {
            return undefined;
          }
          throw error;
        },
      ),
    revoke: (id: string) => send<void>("DELETE", `${PATH}/${encodeURIComponent(id)}`),
  };
}
