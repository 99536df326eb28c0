import type { AdviceSaid, AdviceState, AdviceWithWords } from "@guichet/api";
import { Button, Text, Textarea } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignals } from "../../app/live.ts";
import { useTenant } from "../../app/parents.tsx";
import { addToAdvice, adviceQuery, adviceRequestQuery } from "../../data/advice.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { When } from "../../kit/When.tsx";
import classes from "./advice.module.css";
import { StateBadge } from "./StateBadge.tsx";

/** One request: how far it has come, what was said about it, and room to say more. */
export function AdviceRequestScreen() {
  const { request: id } = useParams({ from: "/shell/t/$tenant/advice/$request" });
  const tenant = useTenant();
  const queries = useQueryClient();
  const request = useQuery(adviceRequestQuery(tenant.id, id));
  useSignals("desk.advice", {}, () => void queries.invalidateQueries({ queryKey: adviceQuery(tenant.id).queryKey }));
  return <Loaded of={request}>{(found) => <Whole request={found} />}</Loaded>;
}

function Whole({ request }: { readonly request: AdviceWithWords }) {
  const { t } = useTranslation("advice");
  const tenant = useTenant();
  const back = (
    <Button variant="default" leftSection={<IconArrowLeft size={16} />} renderRoot={(props) => <Link to="/t/$tenant/advice" params={{ tenant: tenant.slug }} {...props} />}>
      {t("back")}
    </Button>
  );
  return (
    <Page title={request.title} about={<>{t(`kind.${request.kind}`)} · {t("asked")} <When at={request.created_at} /></>} actions={back} width="reading">
      <div className={classes["standing"]} role="status">
        <StateBadge state={request.state} />
        <Text size="sm">{request.reason ?? t(`meaning.${request.state}`)}</Text>
      </div>
      <Panel title={t("said")}>
        <ol className={classes["said"]}>
          {request.said.map((one) => (
            <Said key={one.id} said={one} />
          ))}
        </ol>
        <More id={request.id} />
      </Panel>
    </Page>
  );
}

function Said({ said }: { readonly said: AdviceSaid }) {
  const { t } = useTranslation("advice");
  const fact = useFact(said);
  if (said.notice) return fact ? <li className={classes["fact"]}>{fact}</li> : null;
  return (
    <li className={classes["words"]} data-ours={said.by === "you" || undefined}>
      <Text component="span" size="xs" c="dimmed">
        {said.by === "you" ? t("you") : (said.name ?? t("operator"))} · <When at={said.at} />
      </Text>
      <p dir="auto">{said.text}</p>
    </li>
  );
}

const STATES: readonly AdviceState[] = ["received", "studied", "accepted", "refused", "delivered"];

/** The facts that tell the asker something; those of the desk's own work do not. */
function useFact({ notice }: AdviceSaid): string | null {
  const { t } = useTranslation("advice");
  const { agent, state, reason } = notice?.params ?? {};
  if (notice?.code === "agent_joined") return t("joined", { agent });
  const stage = STATES.find((one) => one === state);
  if (notice?.code !== "advice_state" || !stage) return null;
  const now = t("now", { state: t(`state.${stage}`) });
  return reason ? `${now} · ${reason}` : now;
}

function More({ id }: { readonly id: string }) {
  const { t } = useTranslation("advice");
  const tenant = useTenant();
  const keyFor = useKeys();
  const [text, setText] = useState("");
  const [round, setRound] = useState(0);
  const add = useDeed({
    run: async () => {
      await addToAdvice(tenant.id, id, text.trim(), keyFor([id, round, text.trim()]));
      setText("");
      setRound(round + 1);
    },
    changes: [adviceQuery(tenant.id).queryKey],
  });
  const ready = text.trim() !== "" && !add.isPending;
  return (
    <form className={classes["more"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) add.mutate();
      }}>
      <Textarea value={text} onChange={(event) => setText(event.currentTarget.value)} label={t("more")} placeholder={t("more_hint")} autosize minRows={2} maxRows={10} maxLength={8000}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && ready) add.mutate();
        }} />
      <Button type="submit" disabled={!ready} loading={add.isPending}>
        {t("send")}
      </Button>
    </form>
  );
}
