// SPDX-License-Identifier: Apache-2.0
import { Dropdown, DropdownItem, DropdownList, MenuToggle, ToolbarItem } from "@patternfly/react-core";
import { useState } from "react";
import { BULK_ACTIONS, type BulkAction } from "../../api/clients";
import { useI18n } from "../../i18n/I18n";

interface Props {
  /** How many clients are meant. */
  count: number;
  onChoose(action: BulkAction): void;
}

/** What can be done with many clients at once. */
export function BulkMenu({ count, onChoose }: Props) {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  return (
    <ToolbarItem>
      <Dropdown
        isOpen={isOpen}
        onOpenChange={setOpen}
        onSelect={(_, action) => {
          setOpen(false);
          onChoose(action as BulkAction);
        }}
        toggle={(ref) => (
          <MenuToggle ref={ref} isExpanded={isOpen} onClick={() => setOpen(!isOpen)} data-testid="bulk-menu">
            {t("clients.bulk", { count })}
          </MenuToggle>
        )}
      >
        <DropdownList>
          {BULK_ACTIONS.map((action) => (
            <DropdownItem key={action} value={action} data-testid={`bulk-${action}`}>
              {t(`clients.${action}`)}
            </DropdownItem>
          ))}
        </DropdownList>
      </Dropdown>
    </ToolbarItem>
  );
}
