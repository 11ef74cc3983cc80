// SPDX-License-Identifier: Apache-2.0
import type { Send } from "./request";

export type Severity = "error" | "warning" | "info" | "ok";

/** What the doctor found out about the realm, in the administrator's language. */
export interface Finding {
  id: string;
  severity: Severity;
  title: string;
  detail: string;
  fix: string | null;
  /** What `act` can put right. */
  action: string | null;
}

/** Where MCP clients look for metadata. */
export interface MetadataAddress {
  kind: "oauth-authorization-server" | "openid-configuration" | "oauth-protected-resource";
  url: string;
  /** What the document must name, character by character. */
  issuer: string;
}

export interface Report {
  ready: boolean;
  checked_at: string;
  /** The worst first. */
  findings: Finding[];
  /** In the order in which clients try them; none where the realm has no MCP servers. */
  addresses: MetadataAddress[];
}

const PATH = "/mcp/doctor";

/** Whether the realm is ready for MCP. */
export function doctorApi(send: Send) {
  return {
    report: (signal?: AbortSignal): Promise<Report> =>
      send<Report>("GET", PATH, { signal }).then(({ data }) => data),
    act: (action: string): Promise<Report> =>
      send<Report>("POST", `${PATH}/actions/${encodeURIComponent(action)}`).then(({ data }) => data),
  };
}
