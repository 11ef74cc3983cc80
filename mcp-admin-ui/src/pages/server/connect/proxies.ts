// SPDX-License-Identifier: Apache-2.0
import { type Example, quoted, type Target } from "./target";

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/** How a proxy in front of the MCP server serves the metadata where clients look for it first (RFC 9728 §3.1). */
export function proxyExamples({ resource, metadata }: Target): Example[] {
  const at = new URL(resource);
  const from = WELL_KNOWN + at.pathname.replace(/\/$/, "");
  const to = new URL(metadata);
  return [
    { id: "nginx", title: "nginx", place: `server { server_name ${at.hostname}; … }`, text: nginx(from, to) },
    { id: "caddy", title: "Caddy", place: `${at.host} { … }`, text: caddy(from, to) },
    { id: "traefik", title: "Traefik", place: "Dynamic configuration", text: traefik(at.hostname, from, to) },
    { id: "envoy", title: "Envoy", place: "routes", text: envoy(from, to) },
  ];
}

function nginx(from: string, to: URL): string {
  return `location = ${from} {
    proxy_pass ${to.href};
    proxy_set_header Host ${to.host};
    proxy_ssl_server_name on;
}`;
}

function caddy(from: string, to: URL): string {
  return `handle ${from} {
    rewrite * ${to.pathname}
    reverse_proxy ${to.origin} {
        header_up Host ${to.host}
    }
}`;
}

function traefik(host: string, from: string, to: URL): string {
  return `http:
  routers:
    mcp-metadata:
      rule: ${quoted(`Host(\`${host}\`) && Path(\`${from}\`)`)}
      middlewares: [mcp-metadata]
      service: keycloak
      tls: {}
  middlewares:
    mcp-metadata:
      replacePath:
        path: ${quoted(to.pathname)}
  services:
    keycloak:
      loadBalancer:
        passHostHeader: false
        servers:
          - url: ${quoted(to.origin)}`;
}

function envoy(from: string, to: URL): string {
  return `- match:
    path: ${quoted(from)}
  route:
    cluster: keycloak
    prefix_rewrite: ${quoted(to.pathname)}
    host_rewrite_literal: ${quoted(to.host)}`;
}
