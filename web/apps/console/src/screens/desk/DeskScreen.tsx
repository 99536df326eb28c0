import { Button, Drawer, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconMessages } from "@tabler/icons-react";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useDeferredValue, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAhead, useTopic } from "../../app/live.ts";
import { useMay, useSession, useTenant } from "../../app/parents.tsx";
import { Empty } from "../../kit/Empty.tsx";
import { useDocumentTitle } from "../../kit/Page.tsx";
import { ContactPane } from "./ContactPane.tsx";
import { ConversationPane } from "./ConversationPane.tsx";
import classes from "./desk.module.css";
import { addNote, readMention } from "../../data/desk.ts";
import type { Written } from "./Composer.tsx";
import { beside, inboxOf, neighbour } from "./inbox.ts";
import { InboxPane } from "./InboxPane.tsx";
import type { Interaction, Mention } from "@guichet/api";
import { useConversation } from "./useConversation.ts";
import { useDeeds, type DeskDialog } from "./useDeeds.tsx";
import { useTaking } from "./useTaking.ts";
import { useDeedShortcuts, useMoveShortcuts } from "./useDeskShortcuts.ts";

const DeskDialogs = lazy(async () => ({ default: (await import("./DeskDialogs.tsx")).DeskDialogs }));

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** Opened in order to write: the field takes the focus. */
    readonly write?: boolean;
  }
}

/** The agent's desk: the requests, one conversation, the person's card. */
export function DeskScreen({ interactionId }: { readonly interactionId: string | null }) {
  const { t } = useTranslation("desk");
  const desk = useDesk(interactionId);
  useDocumentTitle(desk.waiting > 0 ? `(${desk.waiting}) ${t("title")}` : t("title"));
  return (
    <div className={classes["desk"]} data-open={interactionId === null ? undefined : true}>
      {interactionId === null ? <VisuallyHidden component="h1">{t("title")}</VisuallyHidden> : null}
      <InboxPane
        inbox={desk.inbox}
        mentions={desk.mentions}
        onMention={desk.openMention}
        loading={desk.loading}
        search={desk.search}
        onSearch={desk.setSearch}
        selected={interactionId}
        onOpen={desk.openToWrite}
        me={desk.me}
        emptyAction={<TagLink />}
      />
      {interactionId === null ? (
        <section className={classes["conversation"]}>
          <div className={classes["pick"]}>
            <Empty icon={IconMessages} title={t("pick_title")}>
              {t("pick_body")}
            </Empty>
          </div>
        </section>
      ) : (
        <Opened key={interactionId} id={interactionId} desk={desk} />
      )}
    </div>
  );
}

type Desk = ReturnType<typeof useDesk>;

function useDesk(selected: string | null) {
  const tenant = useTenant();
  const { user } = useSession();
  const navigate = useNavigate();
  const [search, setSearch] = useState("");
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const view = useTopic("desk.inbox", {});
  const held = useMemo(
    () =>
      [...view.items.values()]
        .filter((item) => item.kind === "interaction")
        .map((item) => item.value as Interaction)
        .filter((one) => !hidden.has(one.id)),
    [view.items, hidden],
  );
  const mentions = useMemo(
    () => [...view.items.values()].filter((item) => item.kind === "mention").map((item) => item.value as Mention),
    [view.items],
  );
  const inbox = useMemo(() => inboxOf(held, user.id, search), [held, user.id, search]);
  const open = useCallback(
    (id: string | null, write = false) => {
      const to = id === null ? "/t/$tenant/desk" : "/t/$tenant/desk/$interaction";
      void navigate({ to, params: { tenant: tenant.slug, interaction: id ?? "" }, state: { write } });
    },
    [navigate, tenant.slug],
  );
  const openToWrite = useCallback((id: string) => open(id, true), [open]);
  useMoveShortcuts((step) => open(neighbour(inbox, selected, step)));
  useAhead("desk.conversation", beside(inbox, selected).map((id) => ({ interaction_id: id })));
  const openMention = (mention: Mention): void => {
    readMention(tenant.id, mention.id).catch(() => undefined); // it stays in the inbox, to be opened again
    open(mention.interaction_id);
  };
  return { tenant, me: user.id, inbox, mentions, openMention, search, setSearch, setHidden, loading: view.state !== "live" && view.items.size === 0, open, openToWrite, waiting: inbox.waiting.length + inbox.offered.length };
}

function Opened({ id, desk }: { readonly id: string; readonly desk: Desk }) {
  const { t } = useTranslation("desk");
  const conversation = useConversation(desk.tenant.id, id);
  const field = useRef<HTMLTextAreaElement>(null);
  // Who opens with the pointer goes on to write; who moves with J and K goes on to read.
  const write = useRouterState({ select: (state) => state.location.state.write ?? false });
  const [card, setCard] = useState(false);
  const [dialog, setDialog] = useState<DeskDialog | null>(null);
  const wide = useMediaQuery("(min-width: 1200px)");
  const deeds = useDeeds({
    tenant: desk.tenant.id,
    me: desk.me,
    open: setDialog,
    hide: (one, gone) => desk.setHidden((held) => withOrWithout(held, one, gone)),
    next: () => desk.open(neighbour(desk.inbox, id, 1) === id ? null : neighbour(desk.inbox, id, 1)),
  });
  const interaction = conversation.interaction;
  const taking = useTaking(interaction, deeds.take);
  const mine = interaction?.agent?.id === desk.me;
  useDeedShortcuts({
    take: taking.take,
    release: () => interaction && mine && deeds.release(interaction),
    close: () => interaction && mine && deeds.close(interaction),
    reply: () => field.current?.focus(),
    hold: () => interaction && mine && deeds.hold(interaction),
    hand: () => mine && setDialog("hand"),
    consult: () => mine && setDialog("consult"),
  });
  const send = (written: Written): void => {
    if (written.note) void addNote(desk.tenant.id, id, written.text, written.mentions, crypto.randomUUID()).catch(deeds.refused);
    else void taking.outcome().then((held) => held && conversation.send(written.text, written.files, written.quick));
  };
  // The words come first: the card follows in the next drawing, which typing may interrupt.
  const carded = useDeferredValue(interaction, undefined);
  const pane = carded ? (
    <ContactPane tenant={desk.tenant.id} zone={desk.tenant.zone} interaction={carded} context={conversation.context} advice={conversation.advice} onOpen={desk.open} />
  ) : (
    <aside className={classes["card"]} />
  );
  return (
    <>
      {interaction && dialog ? (
        <Suspense>
          <DeskDialogs open={dialog} tenant={desk.tenant.id} zone={desk.tenant.zone} me={desk.me} interaction={interaction} deeds={deeds} close={() => setDialog(null)} />
        </Suspense>
      ) : null}
      <ConversationPane
        tenant={desk.tenant.id}
        zone={desk.tenant.zone}
        me={desk.me}
        id={id}
        conversation={conversation}
        deeds={deeds}
        taking={taking.begun}
        write={write}
        onTake={taking.take}
        onSend={send}
        field={field}
        onBack={() => desk.open(null)}
        onCard={() => setCard(true)}
      />
      {wide ? pane : (
        <Drawer opened={card} onClose={() => setCard(false)} position="right" size="sm" title={t("contact.label")}>
          {pane}
        </Drawer>
      )}
    </>
  );
}

function TagLink() {
  const { t } = useTranslation("desk");
  const tenant = useTenant();
  if (!useMay("settings.manage")) return null;
  return (
    <Button component={Link} to={`/t/${tenant.slug}/settings/entry-points`} variant="light" size="sm">
      {t("inbox.empty_action")}
    </Button>
  );
}

function withOrWithout(held: ReadonlySet<string>, id: string, present: boolean): ReadonlySet<string> {
  const next = new Set(held);
  if (present) next.add(id);
  else next.delete(id);
  return next;
}
