import { Button, Skeleton, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { ContactAvatar, useContactName } from "../desk/person.tsx";
import { shownCount } from "./counted.ts";
import classes from "./segments.module.css";
import type { Answer } from "./useAnswer.ts";
import type { ContactSummary } from "@guichet/api";

/** The condition read aloud, and how many it finds. */
export function Spoken({ answer, missing }: { readonly answer: Answer; readonly missing: boolean }) {
  const { t } = useTranslation("segments");
  return (
    <section className={classes["spoken"]} aria-label={t("spoken")}>
      <p className={classes["sentence"]} aria-live="polite" data-testid="sentence">
        {answer.sentence === null ? <Skeleton height={18} width="70%" /> : capital(answer.sentence)}
      </p>
      <p className={classes["count"]} aria-live="polite" data-fresh={answer.fresh}>
        {missing ? <span className={classes["quiet"]}>{t("count.missing")}</span> : <Counted answer={answer} />}
      </p>
    </section>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function Counted({ answer }: { readonly answer: Pick<Answer, "count"> }) {
  const { t, i18n } = useTranslation("segments");
  if (!answer.count) return <Skeleton height={24} width={120} />;
  const { people, least, most, exact } = answer.count;
  const figure = shownCount(people, exact, i18n.language);
  const bound = (value: number): string => new Intl.NumberFormat(i18n.language).format(value);
  return (
    <>
      <strong className={classes["figure"]} data-testid="count">
        {figure}
      </strong>
      <span className={classes["quiet"]}>{t("count.people", { count: people })}</span>
      {exact ? null : <span className={classes["quiet"]}>{t("count.between", { least: bound(least), most: bound(most) })}</span>}
    </>
  );
}

/** A few of those it finds. */
export function Sample({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation("segments");
  const rows = answer.sample;
  return (
    <Panel title={t("sample.title")} flush>
      {answer.error ? (
        <div className={classes["padded"]}>
          <TroubleNote error={answer.error} />
          <Button size="compact-sm" variant="default" onClick={answer.retry}>
            {t("again")}
          </Button>
        </div>
      ) : null}
      {rows === null && !answer.error ? <p className={classes["nobody"]}>{t("sample.waiting")}</p> : null}
      {rows?.length === 0 ? (
        <div className={classes["nobody"]}>
          <IconUsers size={22} stroke={1.5} aria-hidden="true" />
          <span>{t("sample.nobody")}</span>
        </div>
      ) : null}
      <ul className={classes["sample"]} aria-label={t("sample.title")} data-fresh={answer.fresh}>
        {(rows ?? []).map((one) => (
          <Person key={one.id} contact={one} />
        ))}
      </ul>
    </Panel>
  );
}

function Person({ contact }: { readonly contact: ContactSummary }) {
  const tenant = useTenant();
  const name = useContactName(contact);
  return (
    <li>
      <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: contact.id }} className={classes["person"]}>
        <ContactAvatar contact={contact} size={28} />
        <span className={classes["personName"]}>{name}</span>
        <Text component="span" size="xs" c="dimmed" className={classes["personMore"] ?? ""}>
          {contact.tags.slice(0, 2).join(", ")}
        </Text>
      </Link>
    </li>
  );
}
