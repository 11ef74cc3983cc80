// SPDX-License-Identifier: Apache-2.0
import { Button, Card, CardBody, CardHeader, CardTitle, TextContent } from "@patternfly/react-core";
import { useApi } from "../../../api/Api";
import type { ServerScope } from "../../../api/servers";
import { TextField } from "../../../components/form/fieldControls";
import { FieldError } from "../../../components/form/FieldGroup";
import { Fields, useField } from "../../../components/form/Fields";
import { PickerField } from "../../../components/form/PickerField";
import { useI18n } from "../../../i18n/I18n";

const NEW: ServerScope = { name: "", description: null, required_roles: [] };

/** The scopes of a server, one card each. */
export function ScopesEditor() {
  const { t } = useI18n();
  const { realm } = useApi();
  const { id, value: scopes, set, error, isReadOnly } = useField<ServerScope[]>("scopes");
  const names = useField<string[]>("scopes_supported");
  const replace = (index: number, ...by: ServerScope[]) => set(scopes.toSpliced(index, 1, ...by));
  return (
    <>
      <FieldError id={id} error={error ?? names.error} />
      {scopes.length === 0 && <TextContent>{t("server.scopes.none")}</TextContent>}
      {scopes.map((scope, index) => (
        <Card key={index} isFlat isCompact data-testid={`scope-${index}`}>
          <CardHeader
            {...(isReadOnly
              ? {}
              : {
                  actions: {
                    actions: (
                      <Button
                        variant="link"
                        isDanger
                        onClick={() => replace(index)}
                        aria-label={t("remove", { name: scope.name })}
                      >
                        {t("scope.remove")}
                      </Button>
                    ),
                  },
                })}
          >
            <CardTitle component="h2">{scope.name === "" ? t("scope.new") : scope.name}</CardTitle>
          </CardHeader>
          <CardBody className="pf-v5-c-form pf-m-horizontal">
            <Fields
              prefix="scope"
              idPrefix={`scope-${index}`}
              isReadOnly={isReadOnly}
              form={{ values: scope, set: (name, value) => replace(index, { ...scope, [name]: value }) }}
            >
              <TextField name="name" isRequired />
              <TextField name="description" />
              <PickerField name="required_roles" find={realm.roles} />
            </Fields>
          </CardBody>
        </Card>
      ))}
      {!isReadOnly && (
        <div>
          <Button variant="secondary" data-testid="add-scope" onClick={() => set([...scopes, NEW])}>
            {t("scope.add")}
          </Button>
        </div>
      )}
    </>
  );
}
