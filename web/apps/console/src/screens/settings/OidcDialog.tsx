import type { OidcProvider, Role } from "@guichet/api";
import { PasswordInput, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { changeOidc, createOidc, oidcQuery, type OidcForm } from "../../data/tenant.ts";
import { Copyable } from "../../kit/Copy.tsx";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { RoleChoice } from "./RoleChoice.tsx";

interface Values {
  readonly title: string;
  readonly issuer: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly domains: string[];
  readonly provision: boolean;
  readonly auto_provision: Role[];
  readonly enabled: boolean;
  readonly [field: string]: unknown;
}

const NEW: Values = {
  title: "",
  issuer: "",
  client_id: "",
  client_secret: "",
  domains: [],
  provision: false,
  auto_provision: ["agent"],
  enabled: true,
};

function startOf(provider: OidcProvider | null): Values {
  if (!provider) return NEW;
  const { title, issuer, client_id, domains, auto_provision, enabled } = provider;
  const roles = auto_provision ? [...auto_provision] : NEW.auto_provision;
  const provision = auto_provision !== null;
  return { title, issuer, client_id, client_secret: "", domains: [...domains], provision, auto_provision: roles, enabled };
}

function bodyOf(values: Values): OidcForm {
  const { title, issuer, client_id, client_secret, domains, provision, auto_provision, enabled } = values;
  const secret = client_secret ? { client_secret } : {};
  return { title, issuer, client_id, ...secret, domains, auto_provision: provision ? auto_provision : null, enabled };
}

interface OidcDialogProps {
  readonly provider: OidcProvider | null;
  readonly close: () => void;
}

export function OidcDialog({ provider, close }: OidcDialogProps) {
  const { t } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm<Values>({ initialValues: startOf(provider) });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const body = bodyOf(values);
    if (provider) await changeOidc(tenant.id, provider.id, body);
    else await createOidc(tenant.id, body, keyFor(body));
    await queries.invalidateQueries({ queryKey: oidcQuery(tenant.id).queryKey });
    close();
  });
  return (
    <FormDialog
      title={provider ? t("oidc.editTitle", { title: provider.title }) : t("oidc.add")}
      close={close}
      submit={form.onSubmit((values) => void submit(values))}
      busy={busy}
      error={error}
      action={t("common:save")}
      size="lg"
    >
      <Stack gap="md">
        <TextInput label={t("oidc.name")} description={t("oidc.nameHint")} required withAsterisk={false} data-autofocus {...form.getInputProps("title")} />
        <TextInput label={t("oidc.issuer")} description={t("oidc.issuerHint")} type="url" required withAsterisk={false} {...form.getInputProps("issuer")} />
        <TextInput label={t("oidc.clientId")} required withAsterisk={false} {...form.getInputProps("client_id")} />
        <PasswordInput
          label={t("oidc.clientSecret")}
          description={provider?.secret_set ? t("oidc.secretKept") : undefined}
          required={!provider?.secret_set}
          withAsterisk={false}
          autoComplete="off"
          {...form.getInputProps("client_secret")}
        />
        <TagsInput label={t("oidc.domains")} description={t("oidc.domainsHint")} splitChars={[",", " "]} {...form.getInputProps("domains")} />
        <Switch label={t("oidc.provision")} description={t("oidc.provisionHint")} {...form.getInputProps("provision", { type: "checkbox" })} />
        {form.values.provision ? (
          <RoleChoice label={t("oidc.provisionRoles")} {...form.getInputProps("auto_provision")} value={form.values.auto_provision} />
        ) : null}
        <Switch label={t("oidc.enabled")} {...form.getInputProps("enabled", { type: "checkbox" })} />
        {provider ? <Copyable value={provider.redirect_uri} label={t("oidc.redirect")} wrap /> : null}
      </Stack>
    </FormDialog>
  );
}
