terraform {
  required_providers {
    keycloak = {
      source = "keycloak/keycloak"
    }
  }
}

locals {
  resource = "https://mcp.example.com/mcp"
}

resource "keycloak_openid_client" "code_search" {
  realm_id           = "work"
  client_id          = "mcp_${substr(sha256(local.resource), 0, 24)}"
  name               = "Code search"
  access_type        = "CONFIDENTIAL"
  full_scope_allowed = false

  extra_config = {
    "resource_url"       = local.resource
    "mcp.scopes"         = "code:read code:write"
    "mcp.token_lifetime" = "600"
  }
}
