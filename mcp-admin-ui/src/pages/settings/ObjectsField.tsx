// SPDX-License-Identifier: Apache-2.0
import { Button, HelperText, HelperTextItem } from "@patternfly/react-core";
import { type PropsWithChildren, useState } from "react";
import { useField, useFieldErrors } from "../../components/form/Fields";
import { FieldGroup } from "../../components/form/FieldGroup";
import { DataTable } from "../../components/list/DataTable";
import { useI18n } from "../../i18n/I18n";
import { ObjectDialog } from "./ObjectDialog";

type Row = Record<string, unknown>;

interface NumberedRow {
  row: Row;
  index: number;
}

interface Props {
  name: string;
  /** The members that the table shows, each with the text `settings.name.member`. */
  columns: string[];
  /** The member by which a person knows a row. */
  rowName: string;
  /** What a new row begins with. */
  initial?: Row;
}

/** A list of objects, each written in a dialog of its own. The children are the fields of one. */
export function ObjectsField({ name, columns, rowName, initial = {}, children }: PropsWithChildren<Props>) {
  const { t } = useI18n();
  const { id, value, set, error, text, isReadOnly } = useField<Row[]>(name);
  const errors = useFieldErrors(`${name}[`);
  const [edited, setEdited] = useState<number>();
  const rows = value.map((row, index) => ({ row, index }));
  const nameOf = (row: Row) => String(row[rowName] ?? "");
  const put = (row: Row) => {
    set(edited === value.length ? [...value, row] : value.with(edited!, row));
    setEdited(undefined);
  };
  return (
    <FieldGroup id={id} text={text} error={error} isGroup>
      {value.length > 0 && (
        <DataTable
          label={t(text)}
          columns={columns.map((column) => ({
            title: t(`${text}.${column}`),
            cell: ({ row }: NumberedRow) => String(row[column] ?? ""),
          }))}
          rows={rows}
          rowKey={({ index }) => `${id}-${index}`}
          rowName={({ row }) => nameOf(row)}
          actions={
            isReadOnly
              ? undefined
              : ({ row, index }) => [
                  { title: t("edit"), onClick: () => setEdited(index) },
                  {
                    title: t("remove", { name: nameOf(row) }),
                    onClick: () => set(value.filter((_, other) => other !== index)),
                  },
                ]
          }
        />
      )}
      {errors.length > 0 && (
        <HelperText>
          {errors.map(([path, message]) => (
            <HelperTextItem key={path} variant="error" data-testid={`${id}-error`}>
              {`${path} ${message}`}
            </HelperTextItem>
          ))}
        </HelperText>
      )}
      {!isReadOnly && (
        <Button variant="link" isInline onClick={() => setEdited(value.length)} data-testid={`${id}-add`}>
          {t(`${text}.add`)}
        </Button>
      )}
      {edited !== undefined && (
        <ObjectDialog
          title={t(`${text}.one`)}
          prefix={text}
          initial={{ ...initial, ...value[edited] }}
          onDone={put}
          onClose={() => setEdited(undefined)}
        >
          {children}
        </ObjectDialog>
      )}
    </FieldGroup>
  );
}
