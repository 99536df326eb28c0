import type { ContactCard as Card } from "@guichet/api";
import { ActionIcon, Button, Menu, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowsJoin2, IconDots, IconExternalLink, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { cardQuery, eraseContact, handoffLink, handoffQuery } from "../../data/contacts.ts";
import { Page, Panel } from "../../kit/Page.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { When } from "../../kit/When.tsx";
import { ContactAvatar, useContactName } from "../desk/person.tsx";
import { ContactCard } from "./ContactCard.tsx";
import classes from "./contacts.module.css";
import { DuplicatesBanner } from "./DuplicatesBanner.tsx";
import { History } from "./History.tsx";
import { MergeDialog } from "./MergeDialog.tsx";
import { useContactChange } from "./useContact.tsx";

/** One person: what is known of them, and everything that happened with them. */
export function ContactScreen() {
  const { contact: contactId } = useParams({ from: "/shell/t/$tenant/contacts/$contact" });
  const tenant = useTenant();
  const card = useQuery(cardQuery(tenant.id, contactId));
  return <Loaded of={card}>{(found) => <Whole key={found.id} card={found} asked={contactId} />}</Loaded>;
}

function Whole({ card, asked }: { readonly card: Card; readonly asked: string }) {
  const tenant = useTenant();
  const name = useContactName(card);
  if (card.id !== asked) return <Navigate to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: card.id }} replace />;
  return (
    <Page title={name} actions={card.erased ? null : <Actions card={card} />}>
      <DuplicatesBanner card={card} />
      <div className={classes["two"]}>
        <div className={classes["side"]}>
          <Panel>
            <ContactCard tenant={tenant.id} contactId={card.id}>
              {(found) => <Head card={found} />}
            </ContactCard>
          </Panel>
        </div>
        <History card={card} />
      </div>
    </Page>
  );
}

function Head({ card }: { readonly card: Card }) {
  const { t, i18n } = useTranslation("contacts");
  const may = useMay("contacts.write");
  const languages = new Intl.DisplayNames(i18n.language, { type: "language" });
  return (
    <header className={classes["who"]}>
      <ContactAvatar contact={card} size={56} />
      <div className={classes["whoWords"]}>
        {may && !card.erased ? <NameField card={card} /> : <Name card={card} />}
        <Text size="sm" c="dimmed">
          {t("seen")} <When at={card.last_seen_at} />
          {card.language ? ` · ${languages.of(card.language) ?? card.language}` : ""}
        </Text>
      </div>
    </header>
  );
}

function Name({ card }: { readonly card: Card }) {
  return <strong className={classes["name"]}>{useContactName(card)}</strong>;
}

function NameField({ card }: { readonly card: Card }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const change = useContactChange(tenant.id, card);
  const placeholder = useContactName(card);
  const [typed, setTyped] = useState<string | null>(null);
  const leave = (): void => {
    const name = typed?.trim() ?? "";
    setTyped(null);
    if (typed === null || name === (card.name ?? "")) return;
    change({ change: { name: name || null }, before: { name: card.name }, said: t("saved") }).catch(() => undefined);
  };
  return (
    <TextInput
      variant="unstyled"
      aria-label={t("name")}
      value={typed ?? card.name ?? ""}
      placeholder={placeholder}
      maxLength={200}
      classNames={{ input: classes["nameInput"] ?? "" }}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setTyped(null);
      }}
      rightSection={<IconPencil size={14} className={classes["pencil"]} aria-hidden="true" />}
      rightSectionPointerEvents="none"
    />
  );
}

function Actions({ card }: { readonly card: Card }) {
  const { t } = useTranslation("contacts");
  const [merging, merge] = useDisclosure(false);
  const [erasing, erase] = useDisclosure(false);
  const mayMerge = useMay("contacts.merge");
  const mayErase = useMay("contacts.erase");
  return (
    <>
      <HandoffButton card={card} />
      {mayMerge || mayErase ? (
        <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
          <Menu.Target>
            <ActionIcon size="lg" variant="default" aria-label={t("actions")}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayMerge ? (
              <Menu.Item leftSection={<IconArrowsJoin2 size={16} />} onClick={merge.open}>
                {t("merge.with")}
              </Menu.Item>
            ) : null}
            {mayErase ? (
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={erase.open}>
                {t("erase.action")}
              </Menu.Item>
            ) : null}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {merging ? <MergeDialog card={card} close={merge.close} /> : null}
      {erasing ? <EraseDialog card={card} close={erase.close} /> : null}
    </>
  );
}

/** Opens the person in the company's own system: the address is made and signed at the click. */
function HandoffButton({ card }: { readonly card: Card }) {
  const tenant = useTenant();
  const maySee = useMay("settings.read");
  const handoff = useQuery({ ...handoffQuery(tenant.id), enabled: maySee });
  const open = useDeed({
    run: async () => {
      const { url } = await handoffLink(tenant.id, card.id);
      window.open(url, "_blank", "noopener,noreferrer");
    },
  });
  if (!handoff.data) return null;
  return (
    <Button variant="default" leftSection={<IconExternalLink size={17} />} loading={open.isPending} onClick={() => open.mutate()}>
      {handoff.data.title}
    </Button>
  );
}

/** The one step that cannot be taken back asks for the person's name. */
function EraseDialog({ card, close }: { readonly card: Card; readonly close: () => void }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const name = useContactName(card);
  const [typed, setTyped] = useState("");
  const erase = useDeed({
    run: async () => {
      await eraseContact(tenant.id, card.id, {});
      await queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "contacts"] });
      queries.removeQueries({ queryKey: cardQuery(tenant.id, card.id).queryKey });
      await navigate({ to: "/t/$tenant/contacts", params: { tenant: tenant.slug } });
    },
    said: t("erase.done"),
  });
  return (
    <Dialog title={t("erase.title", { name })} close={close}>
      <Text size="md">{t("erase.about")}</Text>
      <TextInput mt="md" label={t("erase.type", { name })} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus />
      <Button mt="lg" color="red" fullWidth disabled={typed.trim() !== name} loading={erase.isPending} onClick={() => erase.mutate()}>
        {t("erase.action")}
      </Button>
    </Dialog>
  );
}
