// SPDX-License-Identifier: Apache-2.0
import { Checkbox, Form } from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../api/Api";
import type { BulkAction, McpClient } from "../../api/clients";
import { ApiError } from "../../api/request";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Fields } from "../../components/form/Fields";
import { PickerField } from "../../components/form/PickerField";
import { useForm } from "../../components/form/useForm";
import { useHost } from "../../host";
import { useI18n } from "../../i18n/I18n";
import { useAlerts } from "../../section/alerts";
import { nameOf } from "./names";

export type ClientAction = BulkAction;

/** What the administrator may do that makes sense for a client in its state. */
export function actionsFor({ state, access }: Pick<McpClient, "state" | "access">): ClientAction[] {
  if (!access.manage) {
    return [];
  }
  switch (state) {
    case "pending":
      return ["approve", "block", "remove"];
    case "blocked":
      return ["unblock", "remove"];
    default:
      return ["block", "remove"];
  }
}

interface Props {
  client: McpClient;
  action: ClientAction;
  /** Called when it was done. */
  onChanged(): void;
  onClose(): void;
}

/** Asks before something is done with one client. */
export function ClientDialog({ client, action, onChanged, onClose }: Props) {
  const { t } = useI18n();
  const { clients } = useApi();
  const { success } = useAlerts();
  const form = useForm({ servers: [] as string[] });
  const [isProduct, setProduct] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const name = nameOf(client);
  const work = {
    approve: () => clients.approve(client.id, form.values.servers, isProduct),
    block: () => clients.block(client.id),
    unblock: () => clients.unblock(client.id),
    remove: () => clients.remove(client.id),
  };
  const confirm = async () => {
    setErrors({});
    try {
      await work[action]();
    } catch (error) {
      setErrors(error instanceof ApiError ? error.fields : {});
      throw error;
    }
    success(t(`clients.${action}.done`, { name }));
    onChanged();
    onClose();
  };
  return (
    <ConfirmDialog
      title={t(`clients.${action}.title`, { name })}
      action={t(`clients.${action}`)}
      isDanger={action === "remove" || action === "block"}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t(`clients.${action}.about`)}</p>
      {action === "approve" && (
        <Form className="pf-v5-u-mt-md" onSubmit={(event) => event.preventDefault()}>
          <Fields form={form} errors={errors} prefix="clients.approve">
            <Approval client={client} isProduct={isProduct} onProduct={setProduct} />
          </Fields>
        </Form>
      )}
    </ConfirmDialog>
  );
}

interface ApprovalProps {
  client: McpClient;
  isProduct: boolean;
  onProduct(isProduct: boolean): void;
}

/** For which servers, and whether for further clients like it. */
function Approval({ client, isProduct, onProduct }: ApprovalProps) {
  const { t } = useI18n();
  const { servers } = useApi();
  const { hasAccess } = useHost();
  const find = async (search: string, signal: AbortSignal) => {
    const page = await servers.list({ search, max: 20 }, signal);
    return page.servers.map(({ server_id, name, resource_uri }) => ({
      value: server_id,
      description: `${name}: ${resource_uri}`,
    }));
  };
  return (
    <>
      <PickerField name="servers" find={find} />
      {hasAccess("manage-realm") && client.product === null && (
        <Checkbox
          id="approve-product"
          label={t("clients.approve.product")}
          description={t("clients.approve.product.help")}
          isChecked={isProduct}
          onChange={(_, checked) => onProduct(checked)}
        />
      )}
    </>
  );
}
