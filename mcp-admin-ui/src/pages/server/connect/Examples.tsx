// SPDX-License-Identifier: Apache-2.0
import { Text, TextContent, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { useState } from "react";
import { CopyBlock } from "../../../components/CopyBlock";
import type { Example } from "./target";

interface Props {
  label: string;
  examples: Example[];
}

/** One of several examples. */
export function Examples({ label, examples }: Props) {
  const [chosen, setChosen] = useState(examples[0]!.id);
  const example = examples.find(({ id }) => id === chosen)!;
  return (
    <>
      <ToggleGroup aria-label={label} className="pf-v5-u-mb-sm">
        {examples.map(({ id, title }) => (
          <ToggleGroupItem
            key={id}
            buttonId={`example-${id}`}
            text={title}
            isSelected={id === chosen}
            onChange={() => setChosen(id)}
          />
        ))}
      </ToggleGroup>
      <TextContent className="pf-v5-u-mb-sm">
        <Text component="small">{example.place}</Text>
      </TextContent>
      <CopyBlock label={example.title} text={example.text} />
    </>
  );
}
