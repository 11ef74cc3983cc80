// SPDX-License-Identifier: Apache-2.0
import {
  Divider,
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  ToolbarItem,
} from "@patternfly/react-core";
import { useState } from "react";
import { useApi } from "../../api/Api";
import type { Server } from "../../api/servers";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { ViewHeader } from "../../components/ViewHeader";
import { useI18n } from "../../i18n/I18n";
import { useNavigation } from "../../section/useNavigation";
import { ServerStatusLabel } from "../servers/ServerStatusLabel";
import { SecretDialog } from "./SecretDialog";
import { type ServerAction, ServerActionDialog } from "./ServerActionDialog";

const ACTIONS: Record<Server["status"], ServerAction[]> = {
  active: ["suspend", "draft"],
  draft: ["activate"],
  suspended: ["activate"],
};

interface Props {
  server: Server;
  onChanged(): void;
}

/** The head of a server's page, with what can be done to the server as a whole. */
export function ServerHeader({ server, onChanged }: Props) {
  const { t } = useI18n();
  const { servers } = useApi();
  const { open } = useNavigation();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [action, setAction] = useState<ServerAction | "secret">();
  const [renewed, setRenewed] = useState<Server>();
  const item = (name: ServerAction | "secret") => (
    <DropdownItem key={name} data-testid={`action-${name}`} onClick={() => setAction(name)}>
      {t(name === "secret" ? "secret.renew" : name)}
    </DropdownItem>
  );
  const menu = (
    <ToolbarItem>
      <Dropdown
        isOpen={isMenuOpen}
        onOpenChange={setMenuOpen}
        onSelect={() => setMenuOpen(false)}
        popperProps={{ position: "right" }}
        toggle={(ref) => (
          <MenuToggle ref={ref} data-testid="action-dropdown" onClick={() => setMenuOpen(!isMenuOpen)}>
            {t("actions")}
          </MenuToggle>
        )}
      >
        <DropdownList>
          {ACTIONS[server.status].map(item)}
          {item("secret")}
          <Divider key="divider" />
          {item("delete")}
        </DropdownList>
      </Dropdown>
    </ToolbarItem>
  );
  const close = () => setAction(undefined);
  return (
    <>
      <ViewHeader
        title={server.name}
        help={server.description ?? undefined}
        crumbs={[{ text: t("menu"), path: "servers" }, { text: server.name }]}
        badges={<ServerStatusLabel status={server.status} />}
        actions={server.access?.manage ? menu : undefined}
        hasTabs
      />
      {action !== undefined && action !== "secret" && (
        <ServerActionDialog
          server={server}
          action={action}
          onClose={close}
          onDone={() => {
            close();
            if (action === "delete") {
              open("servers");
            } else {
              onChanged();
            }
          }}
        />
      )}
      {action === "secret" && (
        <ConfirmDialog
          title={t("secret.renew.title")}
          action={t("secret.renew")}
          isDanger
          onClose={close}
          onConfirm={async () => {
            setRenewed(await servers.regenerateSecret(server.server_id));
            close();
          }}
        >
          {t("secret.renew.effect")}
        </ConfirmDialog>
      )}
      {renewed && <SecretDialog server={renewed} onClose={() => setRenewed(undefined)} />}
    </>
  );
}
