import { Refused, type ContactCard, type ContactIdentity, type IdentityKind } from "@guichet/api";
import { ActionIcon, Button, CopyButton, Group, Menu, Select, Text, TextInput, Tooltip } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconAt, IconBrowser, IconCheck, IconCopy, IconDeviceMobileMessage, IconDots, IconId, IconPhone, IconPlus, IconTrash, type Icon } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { addIdentity, cardQuery, removeIdentity, verifyIdentity } from "../../data/contacts.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { useDeed } from "../../kit/useDeed.ts";
import classes from "./contacts.module.css";

interface Props {
  readonly tenant: string;
  readonly card: ContactCard;
  readonly may: boolean;
}

export const KIND_ICONS: Readonly<Record<IdentityKind, Icon>> = {
  phone: IconPhone,
  email: IconAt,
  visitor: IconBrowser,
  external: IconId,
};

/** By what the person is recognised: added, verified, removed. */
export function Identities({ tenant, card, may }: Props) {
  const { t } = useTranslation("contacts");
  const [adding, dialog] = useDisclosure(false);
  const shown = useVisible(card.identities);
  return (
    <>
      <ul className={classes["list"]}>
        {shown.map((one) => (
          <Identity key={one.id} tenant={tenant} card={card} may={may} identity={one} />
        ))}
        {card.claims.map((claim) => (
          <li key={claim.kind + claim.value} className={classes["line"]}>
            <KindMark kind={claim.kind} />
            <span className={classes["value"]}>
              <span className={classes["text"]}>{claim.value}</span>
              <Text size="xs" c="var(--g-warn)">
                {t("unverified_claim")}
              </Text>
            </span>
          </li>
        ))}
      </ul>
      {may ? (
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={15} />} onClick={dialog.open} className={classes["add"]}>
          {t("identity.add")}
        </Button>
      ) : null}
      {adding ? <IdentityDialog tenant={tenant} card={card} close={dialog.close} /> : null}
    </>
  );
}

function KindMark({ kind }: { readonly kind: IdentityKind }) {
  const { t } = useTranslation("desk");
  const Picture = KIND_ICONS[kind];
  return (
    <Tooltip label={t(`contact.identity.${kind}`)}>
      <span className={classes["mark"]} role="img" aria-label={t(`contact.identity.${kind}`)}>
        <Picture size={16} stroke={1.7} aria-hidden="true" />
      </span>
    </Tooltip>
  );
}

function Identity({ tenant, card, may, identity }: Props & { readonly identity: ContactIdentity }) {
  const { t } = useTranslation(["contacts", "desk"]);
  const value = identity.kind === "visitor" ? t("identity.browser") : identity.value;
  return (
    <li className={classes["line"]}>
      <KindMark kind={identity.kind} />
      <span className={classes["value"]}>
        <span className={classes["text"]} title={value}>
          {value}
        </span>
        {identity.verified ? (
          <Tooltip label={identity.verified.by.name ? t("identity.verified_by", { name: identity.verified.by.name }) : t("identity.vouched")}>
            <span className={classes["verified"]} role="img" aria-label={t("identity.verified")}>
              <IconCheck size={13} stroke={2.4} aria-hidden="true" />
            </span>
          </Tooltip>
        ) : null}
      </span>
      {identity.kind === "phone" ? <WriteText to={identity.value} name={card.name} /> : null}
      {identity.kind === "visitor" ? null : <CopyValue value={identity.value} />}
      {may ? <IdentityMenu tenant={tenant} card={card} identity={identity} /> : null}
    </li>
  );
}

function WriteText({ to, name }: { readonly to: string; readonly name: string | null }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  if (!tenant.rights.includes("messages.send")) return null;
  const search = { to, ...(name ? { name } : {}) };
  return (
    <Tooltip label={t("identity.text")}>
      <ActionIcon size="md" aria-label={t("identity.text_to", { value: to })}
        renderRoot={(props) => <Link {...props} to="/t/$tenant/texts/new" params={{ tenant: tenant.slug }} search={search} />}>
        <IconDeviceMobileMessage size={16} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}

function CopyValue({ value }: { readonly value: string }) {
  const { t } = useTranslation("contacts");
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <ActionIcon onClick={copy} size="md" aria-label={t("identity.copy", { value })} className={classes["onHover"]}>
          {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}

function IdentityMenu({ tenant, card, identity }: Omit<Props, "may"> & { readonly identity: ContactIdentity }) {
  const { t } = useTranslation("contacts");
  const { queryKey } = cardQuery(tenant, card.id);
  const verify = useDeed({ run: () => verifyIdentity(tenant, card.id, identity.id), changes: [queryKey] });
  const remove = useRemoval();
  const forget = (): void =>
    remove({
      id: identity.id,
      said: t("identity.removed"),
      list: queryKey,
      remove: (options) => removeIdentity(tenant, card.id, identity.id, options),
    });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="md" aria-label={t("identity.actions", { value: identity.value })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {identity.verified ? null : (
          <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => verify.mutate()}>
            {t("identity.verify")}
          </Menu.Item>
        )}
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={forget}>
          {t("identity.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface Values {
  readonly kind: "phone" | "email" | "external";
  readonly value: string;
  readonly [field: string]: unknown;
}

function IdentityDialog({ tenant, card, close }: { readonly tenant: string; readonly card: ContactCard; readonly close: () => void }) {
  const { t } = useTranslation(["contacts", "desk"]);
  const queries = useQueryClient();
  const form = useForm<Values>({ initialValues: { kind: "phone", value: "" } });
  const { busy, error, submit } = useSubmission(form, async ({ kind, value }) => {
    queries.setQueryData(cardQuery(tenant, card.id).queryKey, await addIdentity(tenant, card.id, { kind, value }));
    close();
  });
  const kinds = (["phone", "email", "external"] as const).map((kind) => ({ value: kind, label: t(`desk:contact.identity.${kind}`) }));
  return (
    <FormDialog title={t("identity.add")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("add")}>
      <Group align="flex-start" gap="sm" wrap="nowrap">
        <Select label={t("identity.kind")} data={kinds} allowDeselect={false} w={150} {...form.getInputProps("kind")} />
        <TextInput label={t("identity.value")} required withAsterisk={false} flex={1} data-autofocus {...form.getInputProps("value")} />
      </Group>
      <TakenBy error={error} />
    </FormDialog>
  );
}

/** Whose it is already, one click away. */
function TakenBy({ error }: { readonly error: unknown }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  if (!(error instanceof Refused) || error.problem.code !== "identity_taken") return null;
  const { contact, name } = error.problem.params as Readonly<{ contact: string; name: string }>;
  return (
    <Text size="sm" mt="sm">
      <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact }}>
        {t("identity.open_other", { name })}
      </Link>
    </Text>
  );
}
