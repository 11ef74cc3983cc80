// SPDX-License-Identifier: Apache-2.0
import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  EmptyStateHeader,
  EmptyStateIcon,
} from "@patternfly/react-core";
import PlusCircleIcon from "@patternfly/react-icons/dist/esm/icons/plus-circle-icon";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/I18n";
import type { ListAddress } from "./useListAddress";

interface Props {
  address: ListAddress;
  title: string;
  /** Why there is nothing, and what to do. */
  body: ReactNode;
  /** Buttons. */
  actions?: ReactNode;
}

/** Stands for an empty list: because there is nothing, or because nothing fits what is looked for. */
export function NothingThere({ address, title, body, actions }: Props) {
  const { t } = useI18n();
  const { isNarrowed } = address;
  return (
    <EmptyState data-testid="empty-state">
      <EmptyStateHeader
        titleText={isNarrowed ? t("nothingFound") : title}
        headingLevel="h2"
        icon={<EmptyStateIcon icon={isNarrowed ? SearchIcon : PlusCircleIcon} />}
      />
      <EmptyStateBody>{isNarrowed ? t("nothingFound.body") : body}</EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          {isNarrowed ? (
            <Button variant="link" onClick={address.clear}>
              {t("clearFilters")}
            </Button>
          ) : (
            actions
          )}
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}
