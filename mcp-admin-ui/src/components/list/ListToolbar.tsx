// SPDX-License-Identifier: Apache-2.0
import {
  FormSelect,
  FormSelectOption,
  Pagination,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { type ReactNode, useEffect, useState } from "react";
import { useI18n } from "../../i18n/I18n";
import type { ListAddress } from "./useListAddress";

interface Props {
  address: ListAddress;
  total: number;
  /** What the search looks at. */
  searchLabel: string;
  /** `ListFilter`s and other `ToolbarItem`s. */
  children?: ReactNode;
}

/** Search, filters, actions and paging of a list. */
export function ListToolbar({ address, total, searchLabel, children }: Props) {
  const { t } = useI18n();
  const [typed, setTyped] = useState(address.search);
  const { first, max, search } = address;
  useEffect(() => setTyped(search), [search]);
  return (
    <Toolbar className="pf-v5-u-pt-0">
      <ToolbarContent>
        <ToolbarItem variant="search-filter">
          <SearchInput
            data-testid="search"
            aria-label={searchLabel}
            placeholder={searchLabel}
            value={typed}
            onChange={(_, now) => setTyped(now)}
            onSearch={(_, now) => address.change({ search: now.trim() })}
            onClear={() => {
              setTyped("");
              address.change({ search: "" });
            }}
            submitSearchButtonLabel={t("search")}
            resetButtonLabel={t("clear")}
          />
        </ToolbarItem>
        {children}
        <ToolbarItem variant="pagination" align={{ default: "alignRight" }}>
          <Pagination
            isCompact
            itemCount={total}
            page={Math.floor(first / max) + 1}
            perPage={max}
            onSetPage={(_, page) => address.change({ first: (page - 1) * max })}
            onPerPageSelect={(_, perPage) => address.change({ max: perPage })}
            titles={{
              ofWord: t("paging.of"),
              perPageSuffix: t("paging.perPage"),
              toPreviousPageAriaLabel: t("paging.previous"),
              toNextPageAriaLabel: t("paging.next"),
              paginationAriaLabel: t("paging.label"),
            }}
          />
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

interface FilterProps {
  address: ListAddress;
  name: string;
  label: string;
  /** What can be chosen: value and text. */
  choices: readonly (readonly [string, string])[];
}

/** A filter with a few choices, of which the first is not to filter. */
export function ListFilter({ address, name, label, choices }: FilterProps) {
  return (
    <ToolbarItem>
      <FormSelect
        aria-label={label}
        data-testid={`filter-${name}`}
        value={address.filter(name)}
        onChange={(_, value) => address.change({ [name]: value })}
      >
        {choices.map(([value, text]) => (
          <FormSelectOption key={value} value={value} label={text} />
        ))}
      </FormSelect>
    </ToolbarItem>
  );
}
