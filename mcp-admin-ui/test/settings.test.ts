// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { allMessages } from "../build/messages";
import { METADATA_MODES, REGISTRATION_MODES, RESOURCE_PARAMETER, type Settings } from "../src/api/settings";
import { flatten, unflatten } from "../src/pages/settings/flat";

const SETTINGS: Settings = {
  resource_parameter: "enforce",
  default_token_lifetime: 3600,
  registration: {
    mode: "known_clients",
    reuse_clients: true,
    rate_limit_per_address: 20,
    rate_limit_per_realm: 600,
    software_statement_issuers: [{ issuer: "https://issuer.example.com", jwks: { keys: [] } }],
    require_software_statement: false,
  },
  client_id_metadata: { mode: "off", allow_loopback: false, pinned_documents: [] },
  known_clients: [{ product: "Ours", redirect_uris: ["https://ours.example.com/callback"] }],
  blocked_products: ["ChatGPT"],
  life_cycle: {
    clean_up: true,
    unused_hours: 24,
    idle_days: 90,
    keep_offline: true,
    max_clients: 10_000,
    max_clients_per_source: 200,
  },
  refresh_tokens: { rotation: true, grace_seconds: 30 },
};

describe("settings", () => {
  test("are the same after they were in the form", () => {
    expect(unflatten(flatten(SETTINGS))).toEqual(SETTINGS);
  });

  test("have in the form the names by which the server calls what is wrong", () => {
    expect(flatten(SETTINGS)).toMatchObject({
      "life_cycle.idle_days": 90,
      "registration.software_statement_issuers": SETTINGS.registration.software_statement_issuers,
      blocked_products: ["ChatGPT"],
    });
  });

  test("keep what this version does not know", () => {
    const newer = { ...SETTINGS, something: { new: 1 } } as Settings;
    expect(unflatten(flatten(newer))).toEqual(newer);
  });

  test("have a text each, and so have their choices", () => {
    const choices = [
      ...REGISTRATION_MODES.map((mode) => `registration.mode.${mode}`),
      ...METADATA_MODES.map((mode) => `client_id_metadata.mode.${mode}`),
      ...RESOURCE_PARAMETER.map((value) => `resource_parameter.${value}`),
    ];
    const keys = [
      ...Object.keys(flatten(SETTINGS)),
      ...choices,
      ...choices.map((choice) => `${choice}.help`),
    ];
    const texts = allMessages().en!;
    expect(keys.filter((key) => texts[`settings.${key}`] === undefined)).toEqual([]);
  });
});
