// SPDX-License-Identifier: Apache-2.0
import type { Answer } from "../../api/request";
import type { Server } from "../../api/servers";

/** What each tab of a server's page is given. */
export interface TabProps {
  server: Server;
  /** The tag of the state that is shown. */
  etag: string | undefined;
  /** Shows another state, as the server has it now. */
  onSaved(answer: Answer<Server>): void;
}
