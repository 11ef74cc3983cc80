// SPDX-License-Identifier: Apache-2.0
import { type Access, ApiError, type Query, type Send } from "./request";

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
  /** Whether the administrator may take it back. */
  access: Access;
}

export interface ConnectionPage {
  connections: Connection[];
  total: number;
  /** Whether the administrator may take all back that there are. */
  access: Access;
}

/** How much a server is used, as far as it is not taken back or gone. */
export interface ServerUsage {
  server_id: string;
  /** How many clients got a token for it. */
  clients: number;
  /** A day in UTC. */
  last_token_on: string | null;
}

/** What can be asked about at once; no page of a list offers more. */
const MAX_SERVERS = 100;

const PATH = "/mcp/connections";

/** Who uses what with what, as the admin REST API has it. */
export function connectionsApi(send: Send) {
  return {
    /** Those of nobody if `user` is neither the id nor the name of somebody. */
    list: (query: Query, signal?: AbortSignal): Promise<ConnectionPage> =>
      send<ConnectionPage>("GET", PATH, { query, signal }).then(({ data }) => data, ofNobody),
    /** How many connections a server has, if that can be told. */
    count: (server: string, signal?: AbortSignal): Promise<number | undefined> =>
      send<ConnectionPage>("GET", PATH, { query: { server, max: 1 }, signal }).then(
        ({ data }) => data.total,
        unlessRefused(undefined),
      ),
    /** How much each of some servers is used; nothing where that cannot be told. */
    usage: async (servers: string[], signal?: AbortSignal): Promise<ServerUsage[]> => {
      if (servers.length === 0) {
        return [];
      }
      const query = { servers: servers.slice(0, MAX_SERVERS).join() };
      return send<{ servers: ServerUsage[] }>("GET", `${PATH}/usage`, { query, signal }).then(
        ({ data }) => data.servers,
        unlessRefused([]),
      );
    },
    revoke: (id: string) => send<void>("DELETE", `${PATH}/${encodeURIComponent(id)}`),
    /** Takes all back that there are at a server, as many at a time as Keycloak does. */
    revokeAll: async (server: string): Promise<void> => {
      let revoked: number;
      do {
        ({ revoked } = (await send<{ revoked: number }>("DELETE", PATH, { query: { server } })).data);
      } while (revoked > 0);
    },
  };
}

/** What to go on with where the server refuses to tell. */
function unlessRefused<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof ApiError) {
      return otherwise;
    }
    throw error;
  };
}

function ofNobody(error: unknown): ConnectionPage {
  if (error instanceof ApiError && error.fields.user !== undefined) {
    return { connections: [], total: 0, access: { manage: false } };
  }
  throw error;
}
