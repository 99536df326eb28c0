import { Button, Group, Textarea, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconArrowBackUp, IconArrowRight, IconWand } from "@tabler/icons-react";
import { useMemo, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { apply, count, economise, type Change } from "./counting.ts";
import classes from "./texts.module.css";

interface Props {
  readonly text: string;
  /** What is added to it before it leaves, and counted. */
  readonly adds: string;
  readonly change: (text: string) => void;
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly error: string | null;
  readonly send: () => void;
}

const LONGEST = 1_600;

/** What is said, what it counts, and what makes it dear. */
export function Wording({ text, adds, change, box, error, send }: Props) {
  const { t } = useTranslation("texts");
  return (
    <div>
      <Textarea ref={box} label={t("text.label")} value={text} onChange={(event) => change(event.currentTarget.value)} autosize minRows={4} maxRows={14}
        maxLength={LONGEST} error={error} aria-describedby="text-counter" placeholder={t("text.placeholder")}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            send();
          }
        }} />
      <Counter text={text} adds={adds} />
      <Dear text={text} change={change} />
    </div>
  );
}

/** Characters, messages and room; `text` as people get it. */
export function Counter({ text, adds }: Pick<Props, "text" | "adds">) {
  const { t } = useTranslation("texts");
  const counted = useMemo(() => count(text + adds), [text, adds]);
  const several = counted.parts > 1;
  return (
    <p id="text-counter" className={classes["counter"]}>
      <span className={classes["counted"]}>
        {t("counter.signs", { count: counted.units })}
        {" · "}
        <strong>{t("counter.parts", { count: text ? counted.parts : 0 })}</strong>
      </span>
      <span>{text ? t(several ? "counter.room_last" : "counter.room", { count: counted.room }) : t(`counter.alphabet.${counted.encoding}`, { each: counted.perPart })}</span>
      {adds ? <span className={classes["added"]}>{t("counter.added", { words: adds.trim() })}</span> : null}
      {text ? <span>{t(`counter.alphabet.${counted.encoding}`, { each: counted.perPart })}</span> : null}
    </p>
  );
}

interface Made {
  readonly before: string;
  readonly after: string;
  readonly count: number;
}

/** The signs that make a text dear, each with what would do as well: made and taken back by a click. */
export function Dear({ text, change }: { readonly text: string; readonly change: (text: string) => void }) {
  const { t } = useTranslation("texts");
  const [made, setMade] = useState<Made | null>(null);
  const offer = useMemo(() => economise(text), [text]);
  const make = (changes: readonly Change[]): void => {
    const after = apply(text, changes);
    setMade({ before: text, after, count: changes.length });
    change(after);
  };
  const back = made?.after === text ? made : null;
  return (
    <div role="status" className={classes["dear"]} data-shown={offer.changes.length + offer.left.length > 0 || back !== null}>
      {offer.changes.length + offer.left.length > 0 ? <Offered text={text} make={make} /> : null}
      {back ? (
        <Group gap="xs">
          <span>{t("dear.made", { count: back.count })}</span>
          <Button size="compact-sm" variant="subtle" leftSection={<IconArrowBackUp size={15} />}
            onClick={() => {
              change(back.before);
              setMade(null);
            }}>
            {t("dear.back")}
          </Button>
        </Group>
      ) : null}
    </div>
  );
}

interface Sign {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly Change[];
}

function Offered({ text, make }: { readonly text: string; readonly make: (changes: readonly Change[]) => void }) {
  const { t } = useTranslation("texts");
  const { changes, left } = economise(text);
  const now = count(text).parts;
  const then = count(apply(text, changes)).parts;
  const useful = left.length === 0 && then < now;
  return (
    <>
      <p className={classes["dearHead"]}>{left.length > 0 ? t("dear.needed", { signs: shownSigns(left.map((one) => one.character)) }) : t(useful ? "dear.saves" : "dear.sameNow", { count: now - then, now, then })}</p>
      {left.length === 0 ? (
        <Group gap={6}>
          {bySign(changes).map((sign) => (
            <UnstyledButton key={sign.before} className={classes["sign"]} onClick={() => make(sign.changes)}>
              <VisuallyHidden>{t("dear.replace")}</VisuallyHidden>
              <del>{shown(sign.before)}</del>
              <IconArrowRight size={13} aria-hidden="true" />
              <ins>{shown(sign.after)}</ins>
              {sign.changes.length > 1 ? <span className={classes["times"]}>{t("dear.times", { count: sign.changes.length })}</span> : null}
            </UnstyledButton>
          ))}
          <Button size="compact-sm" variant="light" leftSection={<IconWand size={15} />} onClick={() => make(changes)}>
            {t("dear.all")}
          </Button>
        </Group>
      ) : null}
    </>
  );
}

function bySign(changes: readonly Change[]): readonly Sign[] {
  const found = new Map<string, Sign>();
  for (const one of changes) {
    const known = found.get(one.before);
    found.set(one.before, { before: one.before, after: one.after, changes: [...(known?.changes ?? []), one] });
  }
  return [...found.values()];
}

const BLANK = /^\s+$/u;
/** Spaces are seen as the key that makes them. */
const shown = (sign: string): string => (sign === "" ? "∅" : BLANK.test(sign) ? "␣" : sign);
const shownSigns = (signs: readonly string[]): string => [...new Set(signs)].slice(0, 6).map(shown).join(" ");
