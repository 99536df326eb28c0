import { Anchor, Radio, Select, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import type { SenderOption } from "../texts/useSenders.ts";
import classes from "./campaigns.module.css";
import type { Form, Proposed } from "./draft.ts";
import { senderFor, useSendersByAnswer } from "./useProposed.ts";

interface Props {
  readonly form: Form;
  readonly proposed: Proposed;
  readonly change: (part: Partial<Form>) => void;
}

/** The first question: whether people may answer, for it decides who the text comes from. */
export function AnswerChoice({ form, proposed, change }: Props) {
  const { t } = useTranslation("campaigns");
  const senders = useSendersByAnswer();
  const answerable = form.answerable ?? proposed.answerable;
  const none = senders.numbers.length === 0;
  const choose = (answer: string): void => {
    const next = answer === "yes";
    change({ answerable: next, sender: senderFor(next, senders), ...(next || form.pace !== "agents" ? {} : { pace: "none" as const }) });
  };
  return (
    <>
      <Radio.Group value={answerable ? "yes" : "no"} onChange={choose} aria-label={t("answer.title")}>
        <div className={classes["cards"]}>
          <Radio value="yes" label={t("answer.yes")} description={t(none ? "answer.yes_none" : "answer.yes_about")} disabled={none} className={classes["choice"] ?? ""} />
          <Radio value="no" label={t("answer.no")} description={t("answer.no_about")} className={classes["choice"] ?? ""} />
        </div>
      </Radio.Group>
      <From options={answerable ? senders.numbers : senders.names} value={form.sender ?? proposed.sender} change={(sender) => change({ sender })} />
      {none ? <Ask /> : null}
    </>
  );
}

interface FromProps {
  readonly options: readonly SenderOption[];
  readonly value: string;
  readonly change: (sender: string) => void;
}

function From({ options, value, change }: FromProps) {
  const { t } = useTranslation(["texts", "campaigns"]);
  const chosen = options.find((one) => one.value === value);
  if (options.length < 2) {
    return (
      <Text size="sm" mt="sm">
        {t("campaigns:answer.from", { from: chosen?.label ?? t("from.own") })} <span className={classes["quiet"]}>{chosen ? t(`from.meaning.${chosen.kind}`) : ""}</span>
      </Text>
    );
  }
  return (
    <Select mt="sm" label={t("from.label")} value={value} onChange={(next) => change(next ?? "")} allowDeselect={false} description={chosen ? t(`from.meaning.${chosen.kind}`) : ""}
      data={options.map((one) => ({ value: one.value, label: one.label }))} inputWrapperOrder={["label", "input", "description", "error"]} maw={420} />
  );
}

function Ask() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  if (!useMay("care.read")) return null;
  return (
    <Anchor component={Link} to={`/t/${tenant.slug}/texts/senders`} size="sm">
      {t("answer.ask")}
    </Anchor>
  );
}
