import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { AlarmNote } from "./AlarmNote.tsx";
import classes from "./carriers.module.css";
import { arrival, lossOf, standingOf, trouble, type Pulse, type Reason } from "./pulse.ts";
import { reasonIn } from "./reasons.ts";
import { RouteDeeds } from "./RouteDeeds.tsx";
import { Spark } from "./Spark.tsx";
import { StandingBadge } from "./StandingBadge.tsx";
import { useFigures } from "./useFigures.ts";
import type { LiveRoute, LiveRoutes } from "./useLiveRoutes.ts";

interface RouteCardProps {
  readonly route: LiveRoute;
  readonly live: LiveRoutes;
}

/** One route in the list. */
export function RouteCard({ route, live }: RouteCardProps) {
  const { t } = useTranslation("carriers");
  const pulse = live.pulses.of.get(route.id);
  const carrier = live.carriers.get(route.carrier_id)?.name ?? "";
  return (
    <li className={classes["card"]}>
      <div className={classes["cardHead"]}>
        <div className={classes["cardTitle"]}>
          <Link to="/platform/carriers/$id" params={{ id: route.id }} className={classes["name"]}>
            {route.title}
          </Link>
          <Text size="sm" c="dimmed">
            {[carrier, t(`kinds.${route.kind}`, { defaultValue: route.kind }), servedWords(route, t("everywhere"))].join(" · ")}
          </Text>
        </div>
        <StandingBadge standing={standingOf(route, pulse, live.silent)} />
        <RouteDeeds route={route} />
      </div>
      <AlarmNote alarm={live.alarms.get(route.id)} />
      {route.isolated_reason ? <Text size="sm" className={classes["why"]}>{t("isolated_because", { reason: route.isolated_reason })}</Text> : null}
      {route.enabled ? <Loss pulse={pulse} /> : null}
      <RouteFigures pulse={live.silent ? undefined : pulse} binds={route.binds} speeds={live.pulses.speeds.get(route.id) ?? []} />
    </li>
  );
}

/** Why links are missing, in the words of who ended them. */
export function Loss({ pulse }: { readonly pulse: Pulse | undefined }) {
  const { t } = useTranslation("carriers");
  const loss = lossOf(pulse);
  if (!loss) return null;
  return (
    <Text size="sm" className={classes["loss"]}>
      {t(loss.refused ? "carrier_says" : "link_lost", { words: reasonIn(loss.words, t) })}
    </Text>
  );
}

function servedWords(route: LiveRoute, everywhere: string): string {
  if (route.prefixes.length === 0) return everywhere;
  const some = route.prefixes.slice(0, 4).map((prefix) => `+${prefix}`);
  return route.prefixes.length > 4 ? `${some.join(", ")}…` : some.join(", ");
}

interface RouteFiguresProps {
  readonly pulse: Pulse | undefined;
  readonly binds: number;
  readonly speeds: readonly number[];
}

/** What passes just now, and of the last five minutes what became of it. */
export function RouteFigures({ pulse, binds, speeds }: RouteFiguresProps) {
  const { t } = useTranslation("carriers");
  const { count, speed, share, time } = useFigures();
  const bad = trouble(pulse);
  return (
    <>
      <dl className={classes["figures"]}>
        <Figure label={t("figures.links")} value={pulse ? `${count(pulse.open)} / ${count(binds)}` : "–"} />
        <Figure label={t("figures.window")} value={pulse ? `${count(pulse.outstanding)} / ${count(pulse.window)}` : "–"} hint={t("figures.window_hint")} />
        <Figure label={t("figures.speed")} value={speed(pulse?.rate)} hint={t("figures.speed_hint")} picture={<Spark values={speeds} />} />
        <Figure label={t("figures.lying")} value={count(pulse?.lying)} hint={t("figures.lying_hint")} />
        <Figure label={t("figures.arrived")} value={share(arrival(pulse))} hint={t("figures.arrived_hint")} />
        <Figure label={t("figures.delay")} value={time(pulse?.delay_ms)} hint={t("figures.delay_hint")} />
        <Figure label={t("figures.trouble")} value={share(bad)} hint={t("figures.trouble_hint")} tone={bad !== null && bad >= 0.05 ? "bad" : undefined} />
      </dl>
      <Reasons reasons={pulse?.reasons ?? []} />
    </>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly tone?: "bad" | undefined;
  readonly picture?: React.ReactNode;
}

function Figure({ label, value, hint, tone, picture }: FigureProps) {
  return (
    <div className={classes["figure"]} title={hint}>
      <dt>{label}</dt>
      <dd data-tone={tone}>
        {value}
        {picture}
      </dd>
    </div>
  );
}

/** Why parts were refused or did not arrive: the carrier's codes, with what they usually mean. */
export function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  const { t } = useTranslation("carriers");
  const { count } = useFigures();
  if (reasons.length === 0) return null;
  return (
    <ul className={classes["reasons"]} aria-label={t("reasons.title")}>
      {reasons.map((one) => {
        const meaning: string = t(`codes.${one.code.toLowerCase()}`, { defaultValue: "" });
        return (
          <li key={`${one.kind} ${one.code}`} className={classes["reason"]}>
            <span className={classes["reasonKind"]}>{t(one.kind === "refused" ? "reasons.refused" : "reasons.undelivered")}</span>
            <code>{one.code}</code>
            {meaning ? <span>{meaning}</span> : null}
            <strong>× {count(one.count)}</strong>
          </li>
        );
      })}
    </ul>
  );
}
