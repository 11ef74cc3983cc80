// SPDX-License-Identifier: Apache-2.0
import type { Answer, Send } from "./request";

export const REGISTRATION_MODES = ["known_clients", "open", "approval", "token", "off"] as const;
export const METADATA_MODES = ["known_clients", "open", "approval", "off"] as const;
export const RESOURCE_PARAMETER = ["enforce", "report", "off"] as const;

/** A client that is known to the world, or to the realm alone. */
export interface Product {
  product: string;
  publisher?: string;
  client_ids?: string[];
  redirect_uris?: string[];
}

/** Whose software statements are believed; the keys are either fetched or given. */
export interface StatementIssuer {
  issuer: string;
  jwks_uri?: string;
  jwks?: unknown;
}

/** A document that is used in the place of the one at the client id. */
export interface PinnedDocument {
  client_id: string;
  document: unknown;
}

/** What holds for all MCP servers and MCP clients of the realm. */
export interface Settings {
  resource_parameter: string;
  default_token_lifetime: number;
  registration: {
    mode: string;
    reuse_clients: boolean;
    rate_limit_per_address: number;
    rate_limit_per_realm: number;
    software_statement_issuers: StatementIssuer[];
    require_software_statement: boolean;
  };
  client_id_metadata: {
    mode: string;
    allow_loopback: boolean;
    pinned_documents: PinnedDocument[];
  };
  known_clients: Product[];
  blocked_products: string[];
  life_cycle: {
    clean_up: boolean;
    unused_hours: number;
    idle_days: number;
    keep_offline: boolean;
    max_clients: number;
    max_clients_per_source: number;
  };
  refresh_tokens: {
    rotation: boolean;
    grace_seconds: number;
  };
}

/** A product of the catalogue, as the realm has it. */
export interface KnownProduct extends Required<Product> {
  needs: string;
  verified_on: string;
  /** Whether the realm's settings added it. */
  added: boolean;
  /** Whether the realm's settings keep it out. */
  blocked: boolean;
}

const PATH = "/mcp/settings";

/** The realm's settings, and the catalogue of clients that they change. */
export function settingsApi(send: Send) {
  return {
    get: (signal?: AbortSignal): Promise<Answer<Settings>> => send<Settings>("GET", PATH, { signal }),
    update: (settings: Settings, etag: string | undefined): Promise<Answer<Settings>> =>
      send<Settings>("PUT", PATH, { body: settings, ifMatch: etag }),
    knownClients: (signal?: AbortSignal): Promise<KnownProduct[]> =>
      send<{ products: KnownProduct[] }>("GET", "/mcp/known-clients", { signal }).then(
        ({ data }) => data.products,
      ),
  };
}
