// SPDX-License-Identifier: Apache-2.0
import { ExpandableSection, Switch } from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../api/Api";
import type { KnownProduct } from "../../api/settings";
import { useLoaded } from "../../api/useLoaded";
import { useField } from "../../components/form/Fields";
import { DataTable } from "../../components/list/DataTable";
import { LoadedContent } from "../../components/LoadedContent";
import { useI18n } from "../../i18n/I18n";

/** What the realm knows without having added it, and whether it lets it in. */
export function Catalogue() {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection
      toggleText={t("settings.catalogue")}
      isExpanded={isOpen}
      onToggle={(_, open) => setOpen(open)}
      data-testid="settings-catalogue"
    >
      {isOpen && <Products />}
    </ExpandableSection>
  );
}

function Products() {
  const { t } = useI18n();
  const { settings } = useApi();
  const { value: blocked, set, isReadOnly } = useField<string[]>("blocked_products");
  const products = useLoaded((signal) => settings.knownClients(signal), [settings]);
  const letIn = (product: string, isLetIn: boolean) =>
    set(isLetIn ? blocked.filter((other) => other !== product) : [...blocked, product]);
  const columns = [
    { title: t("settings.catalogue.product"), cell: ({ product }: KnownProduct) => product },
    { title: t("settings.catalogue.publisher"), cell: ({ publisher }: KnownProduct) => publisher },
    { title: t("settings.catalogue.needs"), cell: ({ needs }: KnownProduct) => needs },
    {
      title: t("settings.catalogue.letIn"),
      cell: ({ product }: KnownProduct) => (
        <Switch
          id={`let-in-${product}`}
          aria-label={t("settings.catalogue.letInOf", { product })}
          isChecked={!blocked.includes(product)}
          isDisabled={isReadOnly}
          onChange={(_, isLetIn) => letIn(product, isLetIn)}
        />
      ),
    },
  ];
  return (
    <LoadedContent loaded={products}>
      {(all) => (
        <DataTable
          label={t("settings.catalogue")}
          columns={columns}
          rows={all.filter(({ added }) => !added)}
          rowKey={({ product }) => product}
          rowName={({ product }) => product}
        />
      )}
    </LoadedContent>
  );
}
