// SPDX-License-Identifier: Apache-2.0
import type { MetadataAddress } from "../../api/doctor";
import type { Parameters } from "../../i18n/translate";

/** What an address answered. */
export interface Outcome {
  isRight: boolean;
  /** The key of a text, and its parameters. */
  text: string;
  parameters?: Parameters;
}

/** Asks an address for its document as an MCP client does, without any credentials. */
export async function probe({ url, kind, issuer }: MetadataAddress): Promise<Outcome> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "omit", cache: "no-store" });
  } catch {
    return { isRight: false, text: "overview.unreachable" };
  }
  if (!response.ok) {
    return { isRight: false, text: "overview.status", parameters: { status: response.status } };
  }
  const named = issuerOf(await response.json().catch(() => undefined), kind);
  return named === issuer
    ? { isRight: true, text: "overview.right" }
    : { isRight: false, text: "overview.otherIssuer", parameters: { issuer: String(named) } };
}

function issuerOf(document: any, kind: MetadataAddress["kind"]): unknown {
  return kind === "oauth-protected-resource" ? document?.authorization_servers?.[0] : document?.issuer;
}
