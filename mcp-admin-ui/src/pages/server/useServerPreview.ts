// SPDX-License-Identifier: Apache-2.0
import { useApi } from "../../api/Api";
import type { ServerPreview, ServerSettings } from "../../api/servers";
import { useLoaded } from "../../api/useLoaded";
import { useDelayed } from "../../components/form/useDelayed";

interface Preview {
  preview: ServerPreview | undefined;
  /** What the server says is wrong, by field. */
  errors: Record<string, string>;
}

/**
 * Asks the server, while somebody writes, what would come of saving.
 *
 * @param settings what is written
 * @param serverId the server that it is about, if it is there already
 * @param isWanted whether there is anything to ask yet
 */
export function useServerPreview(
  settings: Partial<ServerSettings>,
  serverId: string | undefined,
  isWanted: boolean,
): Preview {
  const { servers } = useApi();
  const written = useDelayed(JSON.stringify(settings));
  const preview = useLoaded(
    (signal) =>
      isWanted
        ? servers.validate(JSON.parse(written) as Partial<ServerSettings>, serverId, signal)
        : Promise.resolve(undefined),
    [servers, written, serverId, isWanted],
  ).data;
  const errors: Record<string, string> = {};
  for (const { field, message } of preview?.errors ?? []) {
    errors[field] ??= message;
  }
  return { preview, errors };
}
