// SPDX-License-Identifier: Apache-2.0
import { PageSection } from "@patternfly/react-core";
import { useApi } from "../../api/Api";
import { useLoaded } from "../../api/useLoaded";
import { LoadedContent } from "../../components/LoadedContent";
import { SectionHeader } from "../SectionHeader";

/** All MCP servers of the realm. */
export default function ServersPage() {
  const { servers } = useApi();
  const page = useLoaded((signal) => servers.list({}, signal), [servers]);
  return (
    <>
      <SectionHeader current="servers" />
      <PageSection variant="light">
        <LoadedContent loaded={page}>{({ total }) => <p>{total}</p>}</LoadedContent>
      </PageSection>
    </>
  );
}
