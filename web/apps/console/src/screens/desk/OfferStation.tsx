import type { Interaction } from "@guichet/api";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { useTopic } from "../../app/live.ts";
import { useSession } from "../../app/parents.tsx";
import { onReady } from "../../kit/onReady.ts";
import { OfferCard } from "./OfferCard.tsx";
import { offerDesktop } from "./OfferDesktop.tsx";
import classes from "./offer.module.css";
import { useOfferAlert } from "./useOfferAlert.ts";

onReady.run = () => void offerDesktop();

interface Props {
  readonly tenant: string;
  readonly slug: string;
}

/** What is offered to the agent, on whatever screen they are: it rings, and is answered here. */
export function OfferStation({ tenant, slug }: Props) {
  const me = useSession().user.id;
  const navigate = useNavigate();
  const view = useTopic("desk.inbox");
  const offers = useMemo(() => {
    const held = [...view.items.values()].filter((item) => item.kind === "interaction").map((item) => item.value as Interaction);
    return held.filter((one) => one.offer?.agent.id === me).sort((left, right) => left.created_at.localeCompare(right.created_at));
  }, [view.items, me]);
  const first = offers[0];
  useOfferAlert(first);
  useEffect(() => {
    if (first) document.getElementById("offer-accept")?.focus({ preventScroll: true });
  }, [first?.id]); // eslint-disable-line react-hooks/exhaustive-deps -- once for each offer, not at each change of it
  if (!first) return null;
  return (
    <section className={classes["station"]}>
      <OfferCard
        key={first.id}
        tenant={tenant}
        interaction={first}
        others={offers.length - 1}
        onAccepted={() => void navigate({ to: "/t/$tenant/desk/$interaction", params: { tenant: slug, interaction: first.id }, state: { write: true } })}
      />
    </section>
  );
}
