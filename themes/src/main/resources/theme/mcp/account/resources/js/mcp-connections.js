// SPDX-License-Identifier: Apache-2.0

/** Leads from the menu of the account console to the page of connections, which is the realm's own. */
export default function Connections() {
  const { serverBaseUrl, realm } = JSON.parse(document.getElementById("environment").textContent);
  window.location.replace(`${serverBaseUrl}/realms/${encodeURIComponent(realm)}/mcp/connections`);
  return null;
}
