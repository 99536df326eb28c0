import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { onDay } from "../../kit/When.tsx";
import { useSenders, type SenderOption } from "../texts/useSenders.ts";
import { nameFrom, type Form, type Proposed } from "./draft.ts";

export interface Senders {
  /** People can answer these. */
  readonly numbers: readonly SenderOption[];
  /** They cannot answer these; the operator's own last. */
  readonly names: readonly SenderOption[];
}

/** Under what the company may send, by whether people may answer. */
export function useSendersByAnswer(): Senders {
  const all = useSenders();
  return { numbers: all.filter((one) => one.kind === "number"), names: all.filter((one) => one.kind !== "number") };
}

/** Who it comes from where nobody chose: a number people can answer before a name before the operator's. */
export function senderFor(answerable: boolean, { numbers, names }: Senders): string {
  return (answerable ? numbers : names)[0]?.value ?? "";
}

/** What counts where nobody chose. */
export function useProposed(form: Form): Proposed {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const senders = useSendersByAnswer();
  const answerable = senders.numbers.length > 0;
  const today = onDay(new Date().toISOString(), i18n.language, zone);
  return { answerable, sender: senderFor(form.answerable ?? answerable, senders), name: nameFrom(form.text, t("write.unnamed", { day: today })) };
}
