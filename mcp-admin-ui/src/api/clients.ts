// SPDX-License-Identifier: Apache-2.0
import type { Access, Query, Send } from "./request";

export const ONBOARDING = ["dynamic_registration", "client_id_metadata", "manual"] as const;
export const STATES = ["active", "pending", "blocked"] as const;

export type ClientState = (typeof STATES)[number];

/** An MCP client, as the list has it. */
export interface McpClient {
  /** The UUID. */
  id: string;
  client_id: string;
  /** What it calls itself. */
  name: string | null;
  /** What it proved to be. */
  product: string | null;
  publisher: string | null;
  onboarding: (typeof ONBOARDING)[number];
  state: ClientState;
  public: boolean;
  redirect_uris: string[];
  created_at: string | null;
  last_used_on: string | null;
  /** When it will be removed if nobody uses it. */
  expires_at: string | null;
  /** The ids of the MCP servers that somebody lets it use. */
  servers: string[];
  users: number;
  /** Whether the administrator may change it. */
  access: Access;
}

/** All that is known of one client. */
export interface McpClientDetails extends McpClient {
  scopes: string[];
  grant_types: string[];
  software_id: string | null;
  software_version: string | null;
  client_uri: string | null;
  source: string | null;
  offline_sessions: number;
  /** The metadata at its client id, if that is a URL. */
  document: {
    content: unknown;
    fetched_at: string;
    expires_at: string;
    last_error: string | null;
  } | null;
}

export interface ClientPage {
  clients: McpClient[];
  total: number;
  /** Whether the administrator may change all that there are. */
  access: Access;
}

export const BULK_ACTIONS = ["approve", "block", "unblock", "remove"] as const;

export type BulkAction = (typeof BULK_ACTIONS)[number];

/** What is done with many clients. */
export interface BulkRequest {
  action: BulkAction;
  ids?: string[];
  filter?: Record<string, string>;
  dry_run?: boolean;
  /** How many are done in one request at most. */
  max?: number;
}

export interface Spared {
  id: string;
  client_id: string;
  reason: string;
}

export interface BulkReport {
  matched: number;
  done: number;
  spared: Spared[];
}

/** Whether a client would be let in. */
export interface Verdict {
  outcome: "accepted" | "pending" | "refused";
  rule: string;
  message: string;
  product: string | null;
  registered: unknown;
  dropped: string[];
}

/** What a removal of clients whose time is over has done, or would do. */
export interface CleanUpReport {
  dry_run: boolean;
  removed: Spared[];
  removed_count: number;
  spared: Spared[];
  spared_count: number;
  started_at: string;
  finished_at: string | null;
}

const PATH = "/mcp/clients";

/** The MCP clients of the realm. */
export function clientsApi(send: Send) {
  const one = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
  const change = (id: string, verb: string, body?: unknown): Promise<McpClientDetails> =>
    send<McpClientDetails>("POST", `${one(id)}/${verb}`, { body }).then(({ data }) => data);
  return {
    list: (query: Query, signal?: AbortSignal): Promise<ClientPage> =>
      send<ClientPage>("GET", PATH, { query, signal }).then(({ data }) => data),
    get: (id: string, signal?: AbortSignal): Promise<McpClientDetails> =>
      send<McpClientDetails>("GET", one(id), { signal }).then(({ data }) => data),
    /** `servers` are those that it may use, all if there are none; `product` lets further ones like it in. */
    approve: (id: string, servers: string[], product: boolean) => change(id, "approve", { servers, product }),
    block: (id: string) => change(id, "block"),
    unblock: (id: string) => change(id, "unblock"),
    remove: (id: string) => send<void>("DELETE", one(id)),
    bulk: (body: BulkRequest): Promise<BulkReport> =>
      send<BulkReport>("POST", `${PATH}/bulk`, { body }).then(({ data }) => data),
    check: (question: Record<string, unknown>): Promise<Verdict> =>
      send<Verdict>("POST", `${PATH}/check`, { body: question }).then(({ data }) => data),
    lastCleanUp: (signal?: AbortSignal): Promise<CleanUpReport | null> =>
      send<CleanUpReport | { last: null }>("GET", `${PATH}/clean-up`, { signal }).then(({ data }) =>
        "last" in data ? null : data,
      ),
    cleanUp: (dryRun: boolean): Promise<CleanUpReport> =>
      send<CleanUpReport>("POST", `${PATH}/clean-up`, { body: { dry_run: dryRun } }).then(({ data }) => data),
  };
}
