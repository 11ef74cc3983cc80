// SPDX-License-Identifier: Apache-2.0
import type { McpClient } from "../../api/clients";
import { Link } from "../../components/Link";
import type { Column } from "../../components/list/DataTable";
import type { Translate } from "../../i18n/translate";
import { day, nameOf } from "./names";
import { StateLabel } from "./StateLabel";

/** What the list shows of a client. Its name is its own claim, the product is what it proved to be. */
export function clientColumns(t: Translate, locale: string): Column<McpClient>[] {
  return [
    {
      title: t("clients.client"),
      cell: (client) => (
        <>
          <Link path={`clients/${client.id}`}>{nameOf(client)}</Link>
          {nameOf(client) !== client.client_id && (
            <div className="pf-v5-u-color-200 pf-v5-u-font-size-sm">{client.client_id}</div>
          )}
        </>
      ),
    },
    { title: t("clients.product"), cell: ({ product }) => product ?? t("clients.product.none") },
    { title: t("clients.onboarding"), cell: ({ onboarding }) => t(`clients.onboarding.${onboarding}`) },
    { title: t("clients.state"), cell: ({ state }) => <StateLabel state={state} /> },
    { title: t("clients.users"), cell: ({ users }) => users.toLocaleString(locale), isShort: true },
    {
      title: t("clients.lastUsed"),
      cell: ({ last_used_on }) => day(last_used_on, locale, t("clients.never")),
      isShort: true,
    },
  ];
}
