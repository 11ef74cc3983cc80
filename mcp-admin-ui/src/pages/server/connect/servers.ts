// SPDX-License-Identifier: Apache-2.0
import { type Example, quoted, type Target } from "./target";

/** How the MCP server checks tokens and answers without one. */
export function serverExamples(target: Target): Example[] {
  return [
    { id: "spring", title: "Spring Security", place: "Configuration class", text: spring(target) },
    { id: "quarkus", title: "Quarkus", place: "application.properties", text: quarkus(target) },
    {
      id: "java-sdk",
      title: "Java SDK",
      place: "Servlet filter, with nimbus-jose-jwt",
      text: javaSdk(target),
    },
    { id: "express", title: "Express, TypeScript SDK", place: "server.ts", text: express(target) },
    { id: "fastmcp", title: "FastMCP", place: "server.py", text: fastMcp(target) },
    { id: "mcp-auth", title: "mcp-auth", place: "server.py", text: mcpAuth(target) },
  ];
}

function spring({ issuer, resource, challenge }: Target): string {
  return `@Bean
SecurityFilterChain security(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
            .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults())
                    .authenticationEntryPoint((request, response, missing) -> {
                        response.setHeader("WWW-Authenticate", ${quoted(challenge)});
                        response.setStatus(401);
                    }))
            .csrf(csrf -> csrf.disable())
            .build();
}

// application.properties:
// spring.security.oauth2.resourceserver.jwt.issuer-uri=${issuer}
// spring.security.oauth2.resourceserver.jwt.audiences=${resource}`;
}

function quarkus({ issuer, resource, scopes }: Target): string {
  return [
    `quarkus.oidc.auth-server-url=${issuer}`,
    `quarkus.oidc.application-type=service`,
    `quarkus.oidc.token.audience=${resource}`,
    `quarkus.oidc.roles.role-claim-path=scope`,
    `quarkus.oidc.resource-metadata.enabled=true`,
    `quarkus.oidc.resource-metadata.resource=${resource}`,
    ...(scopes.length === 0 ? [] : [`quarkus.oidc.resource-metadata.scopes=${scopes.join(",")}`]),
    `quarkus.http.auth.permission.mcp.paths=/mcp/*`,
    `quarkus.http.auth.permission.mcp.policy=authenticated`,
  ].join("\n");
}

function javaSdk({ issuer, jwksUri, resource, challenge }: Target): string {
  return `DefaultJWTProcessor<SecurityContext> tokens = new DefaultJWTProcessor<>();
tokens.setJWSKeySelector(new JWSVerificationKeySelector<>(
        JWSAlgorithm.Family.SIGNATURE,
        JWKSourceBuilder.create(new URL(${quoted(jwksUri)})).retrying(true).build()));
tokens.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
        ${quoted(resource)},
        new JWTClaimsSet.Builder().issuer(${quoted(issuer)}).build(),
        Set.of("sub", "exp")));

// In front of the SDK's servlet: tokens.process(token, null) for each request; if it throws, or there is no token:
response.setHeader("WWW-Authenticate", ${quoted(challenge)});
response.setStatus(401);`;
}

function express({ issuer, jwksUri, resource, metadata, scopes }: Target): string {
  return `import { requireBearerAuth } from "@modelcontextprotocol/express";
import { createRemoteJWKSet, jwtVerify } from "jose";

const keys = createRemoteJWKSet(new URL(${quoted(jwksUri)}));
const verifier = {
  async verifyAccessToken(token: string) {
    const { payload } = await jwtVerify(token, keys, {
      issuer: ${quoted(issuer)},
      audience: ${quoted(resource)},
    });
    return {
      token,
      clientId: String(payload.client_id),
      scopes: String(payload.scope ?? "").split(" "),
      expiresAt: payload.exp,
    };
  },
};

app.use("/mcp", requireBearerAuth({
  verifier,
  requiredScopes: ${JSON.stringify(scopes.slice(0, 1))},
  resourceMetadataUrl: ${quoted(metadata)},
}));`;
}

function fastMcp({ issuer, jwksUri, resource }: Target): string {
  return `from fastmcp import FastMCP
from fastmcp.server.auth import RemoteAuthProvider
from fastmcp.server.auth.providers.jwt import JWTVerifier
from pydantic import AnyHttpUrl

auth = RemoteAuthProvider(
    token_verifier=JWTVerifier(
        jwks_uri=${quoted(jwksUri)},
        issuer=${quoted(issuer)},
        audience=${quoted(resource)},
    ),
    authorization_servers=[AnyHttpUrl(${quoted(issuer)})],
    base_url=${quoted(new URL(resource).origin)},
)
mcp = FastMCP("server", auth=auth)`;
}

function mcpAuth({ issuer, resource, scopes }: Target): string {
  return `from mcpauth import MCPAuth
from mcpauth.config import AuthServerType
from mcpauth.types import ResourceServerConfig, ResourceServerMetadata
from mcpauth.utils import fetch_server_config

auth_server = fetch_server_config(${quoted(issuer)}, AuthServerType.OIDC)
mcp_auth = MCPAuth(
    protected_resources=[
        ResourceServerConfig(
            metadata=ResourceServerMetadata(
                resource=${quoted(resource)},
                authorization_servers=[auth_server],
                scopes_supported=${JSON.stringify(scopes)},
            )
        )
    ]
)
bearer_auth = mcp_auth.bearer_auth_middleware("jwt", resource=${quoted(resource)}, audience=${quoted(resource)})`;
}
