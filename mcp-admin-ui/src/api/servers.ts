// SPDX-License-Identifier: Apache-2.0
import type { Access, Answer, Query, Send } from "./request";

export const STATUSES = ["active", "draft", "suspended"] as const;
export const TRANSPORTS = ["http_streamable", "http_sse", "stdio"] as const;
export const AUTH_MODES = ["oauth", "none"] as const;

export type ServerStatus = (typeof STATUSES)[number];

export interface ServerScope {
  name: string;
  description: string | null;
  required_roles: string[];
}

/** What an administrator decides about an MCP server. */
export interface ServerSettings {
  name: string;
  resource_uri: string;
  description: string | null;
  endpoint_url: string | null;
  transport: string;
  auth_mode: string;
  status: ServerStatus;
  contact: string | null;
  scopes_supported: string[];
  scopes: ServerScope[];
  token_lifetime: number;
  allowed_client_ids: string[];
  allowed_products?: string[];
  required_roles: string[];
  required_groups: string[];
  organization: string | null;
  exchange_targets: string[];
  require_pkce: boolean;
  require_resource_param: boolean;
  require_dpop: boolean;
}

export interface Server extends ServerSettings {
  id: string;
  server_id: string;
  created_at: string;
  discovery: {
    authorization_server_metadata: string;
    protected_resource_metadata: string;
    www_authenticate_example: string;
  };
  /** Whether the administrator may change it. */
  access?: Access;
  /** Only where a secret has just been made. */
  client_secret?: string;
}

/** What would come of saving settings. */
export interface ServerPreview {
  errors: { field: string; message: string }[];
  server_id: string | null;
  protected_resource_metadata: string | null;
  /** How long tokens live where the server does not say, in seconds. */
  default_token_lifetime: number;
}

export interface ServerPage {
  servers: Server[];
  total: number;
  /** Whether the administrator may register servers. */
  access: Access;
}

const PATH = "/mcp/servers";

/** The MCP servers of the realm, as the admin REST API has them. */
export function serversApi(send: Send) {
  const one = (serverId: string) => `${PATH}/${encodeURIComponent(serverId)}`;
  return {
    list: (query: Query, signal?: AbortSignal): Promise<ServerPage> =>
      send<ServerPage>("GET", PATH, { query, signal }).then(({ data }) => data),
    get: (serverId: string, signal?: AbortSignal): Promise<Answer<Server>> =>
      send<Server>("GET", one(serverId), { signal }),
    create: (settings: Partial<ServerSettings>): Promise<Server> =>
      send<Server>("POST", PATH, { body: settings }).then(({ data }) => data),
    update: (
      serverId: string,
      settings: Partial<ServerSettings>,
      etag: string | undefined,
    ): Promise<Answer<Server>> => send<Server>("PUT", one(serverId), { body: settings, ifMatch: etag }),
    /** Tells what would come of registering a server, or of changing the one that is named; saves nothing. */
    validate: (settings: Partial<ServerSettings>, serverId: string | undefined, signal?: AbortSignal) =>
      send<ServerPreview>("POST", `${serverId === undefined ? PATH : one(serverId)}/validate`, {
        body: settings,
        signal,
      }).then(({ data }) => data),
    remove: (serverId: string) => send<void>("DELETE", one(serverId)),
    regenerateSecret: (serverId: string): Promise<Server> =>
      send<Server>("POST", `${one(serverId)}/secret`).then(({ data }) => data),
  };
}
