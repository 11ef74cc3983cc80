// SPDX-License-Identifier: Apache-2.0
import { MenuToggle } from "@patternfly/react-core";
import EllipsisVIcon from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
import { ActionsColumn, type IAction, Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/I18n";

export interface Column<R> {
  /** The text of its head. */
  title: string;
  cell(row: R): ReactNode;
  /** Whether it is so short that it stays on one line, such as a date. */
  isShort?: boolean;
}

interface Selection {
  selected: ReadonlySet<string>;
  onChange(selected: ReadonlySet<string>): void;
}

interface Props<R> {
  /** What the table is about, for who hears it. */
  label: string;
  columns: Column<R>[];
  rows: R[];
  /** What tells one row from another. */
  rowKey(row: R): string;
  /** What a person calls a row. */
  rowName(row: R): string;
  /** What can be done with a row; no column if there is nothing for any. */
  actions?: ((row: R) => IAction[]) | undefined;
  selection?: Selection | undefined;
}

/** Rows of a list. */
export function DataTable<R>({ label, columns, rows, rowKey, rowName, actions, selection }: Props<R>) {
  const { t } = useI18n();
  const keys = rows.map(rowKey);
  const toggle = (key: string, isSelected: boolean) => {
    const next = new Set(selection?.selected);
    (isSelected ? next.add.bind(next) : next.delete.bind(next))(key);
    selection?.onChange(next);
  };
  return (
    <Table aria-label={label} variant="compact">
      <Thead>
        <Tr>
          {selection && (
            <Th
              aria-label={t("selectAll")}
              select={{
                isSelected: keys.length > 0 && keys.every((key) => selection.selected.has(key)),
                onSelect: (_, isSelected) => selection.onChange(new Set(isSelected ? keys : [])),
              }}
            />
          )}
          {columns.map(({ title, isShort }) => (
            <Th key={title} {...(isShort ? { modifier: "nowrap" as const } : {})}>
              {title}
            </Th>
          ))}
          {actions && <Th screenReaderText={t("actions")} />}
        </Tr>
      </Thead>
      <Tbody>
        {rows.map((row, index) => (
          <Tr key={rowKey(row)} data-testid={`row-${rowKey(row)}`}>
            {selection && (
              <Td
                select={{
                  rowIndex: index,
                  isSelected: selection.selected.has(rowKey(row)),
                  onSelect: (_, isSelected) => toggle(rowKey(row), isSelected),
                }}
              />
            )}
            {columns.map(({ title, cell, isShort }) => (
              <Td key={title} dataLabel={title} modifier={isShort ? "nowrap" : "breakWord"}>
                {cell(row)}
              </Td>
            ))}
            {actions && (
              <Td isActionCell>
                {actions(row).length > 0 && (
                  <ActionsColumn
                    items={actions(row)}
                    actionsToggle={({ onToggle, isOpen, toggleRef }) => (
                      <MenuToggle
                        ref={toggleRef}
                        variant="plain"
                        aria-label={t("actionsOf", { name: rowName(row) })}
                        isExpanded={isOpen}
                        onClick={onToggle}
                      >
                        <EllipsisVIcon />
                      </MenuToggle>
                    )}
                  />
                )}
              </Td>
            )}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
