// SPDX-License-Identifier: Apache-2.0
import { ApiError } from "./request";

/** What is right and wrong with a token, or what a server answers without one. */
export interface ChallengeReport {
  status: number;
  valid: boolean;
  message: string;
  www_authenticate?: string;
  checks?: { name: string; ok: boolean; message: string }[];
}

/**
 * Sends a request as a client would send it to the MCP server, to the realm's own tester. The token goes nowhere else,
 * and nothing of the administrator's goes along.
 *
 * @param serverBaseUrl where everybody reaches Keycloak
 * @param token an access token; none to see the challenge
 * @param scopes what the request needs
 */
export async function challenge(
  serverBaseUrl: string,
  realm: string,
  serverId: string,
  token: string,
  scopes: string[],
): Promise<ChallengeReport> {
  const url = new URL(
    `${serverBaseUrl}/realms/${encodeURIComponent(realm)}/mcp/servers/${encodeURIComponent(serverId)}/challenge`,
  );
  if (scopes.length > 0) {
    url.searchParams.set("scope", scopes.join(" "));
  }
  const headers: Record<string, string> = token === "" ? {} : { Authorization: `Bearer ${token}` };
  let response: Response;
  try {
    response = await fetch(url, { method: "POST", headers, credentials: "omit" });
  } catch {
    throw new ApiError(0, "unreachable", "");
  }
  const report = (await response.json()) as ChallengeReport & { error_description?: string };
  if (report.checks === undefined && report.message === undefined) {
    throw new ApiError(response.status, "", report.error_description ?? "");
  }
  return { ...report, status: response.status };
}
