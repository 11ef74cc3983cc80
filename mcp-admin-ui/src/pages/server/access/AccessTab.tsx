// SPDX-License-Identifier: Apache-2.0
import { Text, TextContent } from "@patternfly/react-core";
import { useApi } from "../../../api/Api";
import { PickerField } from "../../../components/form/PickerField";
import { useI18n } from "../../../i18n/I18n";
import { ServerForm } from "../ServerForm";
import type { TabProps } from "../tab";

/** Which clients and people may use a server. */
export function AccessTab(props: TabProps) {
  const { t } = useI18n();
  const { realm } = useApi();
  return (
    <>
      <TextContent className="pf-v5-u-mb-lg">
        <Text>{t("server.access.help")}</Text>
      </TextContent>
      <ServerForm {...props} tab="access">
        <PickerField name="allowed_client_ids" find={realm.clients} />
        {props.server.allowed_products !== undefined && (
          <PickerField name="allowed_products" find={realm.products} />
        )}
        <PickerField name="required_roles" find={realm.roles} />
        <PickerField name="required_groups" find={realm.groups} />
        <PickerField name="organization" find={realm.organizations} isSingle />
      </ServerForm>
    </>
  );
}
