import type { Consent } from "@guichet/api";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { proofQuery, type ProofStep } from "../../data/signups.ts";
import { When } from "../../kit/When.tsx";
import classes from "./contacts.module.css";

const SHOWN = ["page", "keyword", "agreed", "version", "network", "number", "to", "text", "message", "source", "agent"] as const;

interface Props {
  readonly tenant: string;
  readonly contact: string;
  readonly consent: Pick<Consent, "id" | "proof">;
}

/** What shows that somebody agreed; how it came about is read when it is opened. */
export function Proof({ tenant, contact, consent }: Props) {
  const { t } = useTranslation(["signups", "contacts"]);
  const [open, setOpen] = useState(false);
  return (
    <details className={classes["proof"]} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("proof.show")}</summary>
      <p>{consent.proof}</p>
      {open ? <Steps tenant={tenant} contact={contact} consent={consent} /> : null}
    </details>
  );
}

function Steps({ tenant, contact, consent }: Props) {
  const { t } = useTranslation("signups");
  const steps = useQuery(proofQuery(tenant, contact, consent.id)).data;
  if (!steps) return <p>{t("proof.loading")}</p>;
  return (
    <ol>
      {steps.map((one) => (
        <Step key={`${one["step"]}${one["at"]}`} step={one} />
      ))}
    </ol>
  );
}

function Step({ step }: { readonly step: ProofStep }) {
  const { t } = useTranslation("signups");
  const name = step["step"];
  const told = SHOWN.flatMap((one) => (step[one] ? [t(`proof.${one}`, { value: step[one] })] : []));
  return (
    <li>
      {name === "asked" || name === "confirmed" ? t(`proof.${name}`) : t("proof.signed")} <When at={step["at"] ?? ""} />
      {told.length > 0 ? ` · ${told.join(" · ")}` : null}
    </li>
  );
}
