import { Button, Group, Loader, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { LANGUAGE_NAMES } from "../../kit/languages.ts";
import { demoLine, type Dock, PANEL, type PanelModule, type ShownPanel, siteOf } from "./chatPreview.ts";
import classes from "./ChatPreview.module.css";

type Values = Readonly<Record<string, unknown>>;

/** Not the size of a page's corner, but of its box. */
const FITTED = ".panel{inset:12px!important;width:auto!important;height:auto!important}";

/** While something is changed from outside, the panel must not take the focus. */
const STILL = 600;

function stillFor(host: HTMLElement): void {
  host.inert = true;
  setTimeout(() => (host.inert = false), STILL);
}

/** The panel in a shadow root of its own, as on a visitor's page, spoken to by nobody but us. */
async function show(host: HTMLElement, site: Record<string, unknown>, agent: string, answer: () => string): Promise<[Dock, ShownPanel]> {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const room = document.createElement("div");
  const button = document.createElement("button");
  root.adoptedStyleSheets = [];
  root.replaceChildren(room);
  const addStyles = (css: string) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets.push(sheet);
  };
  const dock: Dock = {
    site,
    host,
    room,
    button,
    origin: location.origin,
    language: site["language"] as "en" | "fr",
    addStyles,
    update: () => undefined,
    focusBack: () => undefined,
    visit: () => ({ referrer: "", pages: [], data: null }),
    identity: null,
    preview: true,
    unit: () => ({ id: "preview", kept: false, shown: {} }),
    keepUnit: () => undefined,
    line: (events: Parameters<typeof demoLine>[0]) => demoLine(events, () => dock.site["availability"], agent, answer),
  };
  stillFor(host);
  const { mount } = (await import(/* @vite-ignore */ PANEL)) as PanelModule;
  const panel = await mount(dock);
  addStyles(FITTED);
  panel.toggle(true);
  return [dock, panel];
}

function Shown({ site, language }: { readonly site: Record<string, unknown>; readonly language: "en" | "fr" }) {
  const { t } = useTranslation("settings");
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<readonly [Dock, ShownPanel] | null>(null);
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  const first = useRef({ site: { ...site, language }, agent: t("preview.agent"), answer: () => t("preview.answer") });
  useEffect(() => {
    const host = box.current;
    if (!host) return;
    const { site: start, agent, answer } = first.current;
    show(host, start, agent, answer).then(
      (made) => {
        shown.current = made;
        setState("shown");
      },
      () => setState("failed"),
    );
  }, []);
  useEffect(() => {
    const host = box.current;
    if (!host || !shown.current) return;
    const [dock, panel] = shown.current;
    stillFor(host);
    host.style.setProperty("--accent", String(site["colour"]));
    Object.assign(dock.site, site);
    dock.language = language;
    panel.changed();
  }, [site, language, state]);
  return (
    <>
      <div ref={box} className={classes["stage"]} data-testid="chat-preview" />
      {state === "loading" ? <Loader size="sm" aria-label={t("preview.title")} /> : null}
      {state === "failed" ? <Text role="alert">{t("preview.failed")}</Text> : null}
    </>
  );
}

/** What visitors will see, with the settings as they stand in the form. */
export function ChatPreview({ values }: { readonly values: Values }) {
  const { t } = useTranslation("settings");
  const [isAway, setAway] = useState(false);
  const [language, setLanguage] = useState<"en" | "fr">(currentLanguage());
  const [round, setRound] = useState(0);
  const site = useMemo(() => siteOf(values, isAway), [values, isAway]);
  return (
    <Stack gap="sm" component="section" aria-label={t("preview.title")} className={classes["preview"]}>
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={t("preview.who")}
          value={isAway ? "away" : "here"}
          onChange={(value) => setAway(value === "away")}
          data={[
            { value: "here", label: t("preview.here") },
            { value: "away", label: t("preview.away") },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t("entryPoints.language")}
          value={language}
          onChange={(value) => setLanguage(value === "fr" ? "fr" : "en")}
          data={LANGUAGE_NAMES}
        />
        <Button size="compact-xs" variant="subtle" leftSection={<IconRefresh size={14} />} onClick={() => setRound(round + 1)}>
          {t("preview.again")}
        </Button>
      </Group>
      <Shown key={round} site={site} language={language} />
    </Stack>
  );
}
