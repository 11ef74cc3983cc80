// SPDX-License-Identifier: Apache-2.0
import type { PickerOption } from "../components/form/PickerField";
import type { Send } from "./request";

const MAX = 20;

interface Named {
  name: string;
  description?: string;
}

interface Group {
  path: string;
  subGroups?: Group[];
}

interface Product {
  product: string;
  publisher?: string;
}

interface ClientRow {
  id: string;
  clientId: string;
  name?: string;
}

/** What can be picked from a realm, by Keycloak's own admin REST API. */
export function realmApi(send: Send) {
  const find = <T>(path: string, query: Record<string, string | number | boolean>, signal: AbortSignal) =>
    send<T[]>("GET", path, { query: { max: MAX, ...query }, signal }).then(({ data }) => data);
  return {
    clients: async (search: string, signal: AbortSignal): Promise<PickerOption[]> => {
      const clients = await find<ClientRow>("/clients", { clientId: search, search: true, first: 0 }, signal);
      return clients.map(({ clientId, name }) => ({ value: clientId, description: name }));
    },
    /** Roles of the realm by their name, and those of a client as `client/role` once its id is written. */
    roles: async (search: string, signal: AbortSignal): Promise<PickerOption[]> => {
      const slash = search.lastIndexOf("/");
      const client = search.slice(0, slash);
      const roles = await find<Named>("/roles", { search, first: 0 }, signal);
      const found = slash < 1 ? [] : await find<ClientRow>("/clients", { clientId: client }, signal);
      const ofClient = found[0]
        ? await find<Named>(
            `/clients/${found[0].id}/roles`,
            { search: search.slice(slash + 1), first: 0 },
            signal,
          )
        : [];
      return [
        ...roles.map(({ name, description }) => ({ value: name, description })),
        ...ofClient.map(({ name, description }) => ({ value: `${client}/${name}`, description })),
      ];
    },
    /** Products of the catalogue of known clients. */
    products: async (search: string, signal: AbortSignal): Promise<PickerOption[]> => {
      const { data } = await send<{ products: Product[] }>("GET", "/mcp/known-clients", { signal });
      return data.products
        .filter(({ product }) => product.toLowerCase().includes(search.toLowerCase()))
        .map(({ product, publisher }) => ({ value: product, description: publisher }));
    },
    groups: async (search: string, signal: AbortSignal): Promise<PickerOption[]> => {
      const groups = await find<Group>("/groups", { search, first: 0, populateHierarchy: true }, signal);
      return groups.flatMap(withSubGroups).map((value) => ({ value }));
    },
    organizations: async (search: string, signal: AbortSignal): Promise<PickerOption[]> => {
      const organizations = await find<Named & { alias: string }>(
        "/organizations",
        { search, first: 0 },
        signal,
      );
      return organizations.map(({ alias, name }) => ({ value: alias, description: name }));
    },
  };
}

function withSubGroups({ path, subGroups = [] }: Group): string[] {
  return [path, ...subGroups.flatMap(withSubGroups)];
}
