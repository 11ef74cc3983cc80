// SPDX-License-Identifier: Apache-2.0
import { createContext, type PropsWithChildren, useContext, useMemo } from "react";
import { useHost } from "../host";
import { clientsApi } from "./clients";
import { connectionsApi } from "./connections";
import { doctorApi } from "./doctor";
import { realmApi } from "./realm";
import { sender } from "./request";
import { serversApi } from "./servers";
import { settingsApi } from "./settings";

function apiOf(send: ReturnType<typeof sender>) {
  return {
    send,
    servers: serversApi(send),
    connections: connectionsApi(send),
    realm: realmApi(send),
    clients: clientsApi(send),
    settings: settingsApi(send),
    doctor: doctorApi(send),
  };
}

export type Api = ReturnType<typeof apiOf>;

const ApiContext = createContext<Api | undefined>(undefined);

/** Gives pages the admin REST API of the realm that the console shows. */
export function ApiProvider({ children }: PropsWithChildren) {
  const { getAccessToken, adminBaseUrl, realm, locale } = useHost();
  const api = useMemo(
    () => apiOf(sender({ getAccessToken, adminBaseUrl, realm, locale })),
    [adminBaseUrl, realm, locale],
  );
  return <ApiContext.Provider value={api}>{children}</ApiContext.Provider>;
}

/** The admin REST API of the realm. */
export function useApi(): Api {
  return useContext(ApiContext)!;
}
