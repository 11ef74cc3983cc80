// SPDX-License-Identifier: Apache-2.0
import { PageSection } from "@patternfly/react-core";
import { useApi } from "../../api/Api";
import { useLoaded } from "../../api/useLoaded";
import { LoadedContent } from "../../components/LoadedContent";
import { SectionHeader } from "../SectionHeader";
import { SettingsForm } from "./SettingsForm";

/** What holds for all MCP servers and MCP clients of the realm. */
export default function SettingsPage() {
  const { settings } = useApi();
  const loaded = useLoaded((signal) => settings.get(signal), [settings]);
  return (
    <>
      <SectionHeader current="settings" />
      <PageSection variant="light">
        <LoadedContent loaded={loaded}>
          {(saved) => <SettingsForm saved={saved} onSaved={loaded.replace} />}
        </LoadedContent>
      </PageSection>
    </>
  );
}
