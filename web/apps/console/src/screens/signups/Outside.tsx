import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconDownload, IconExternalLink, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import type { SignUpPage } from "../../data/signups.ts";
import { entryPointsQuery } from "../../data/tenant.ts";
import { Copyable } from "../../kit/Copy.tsx";
import { Panel } from "../../kit/Page.tsx";
import { linkTag } from "./body.ts";
import { keywordsOf } from "./keywords.ts";
import classes from "./signups.module.css";

/** The page as others meet it: what came of it, its address, its code, its poster. */
export function Outside({ page }: { readonly page: SignUpPage }) {
  const { t, i18n } = useTranslation("signups");
  const figure = new Intl.NumberFormat(i18n.language);
  const path = `/s/${page.code}`;
  const words = page.words as Record<string, { readonly title: string } | undefined>;
  const title = (words[currentLanguage()] ?? Object.values(words)[0])?.title ?? page.name;
  return (
    <Panel title={t("outside")}>
      <Stack gap="md">
        <dl className={classes["figures"]}>
          {(["seen", "signed", "confirmed"] as const).map((one) => (
            <div key={one}>
              <dt>{t(`figure.${one}`)}</dt>
              <dd>{figure.format(page.figures[one])}</dd>
            </div>
          ))}
        </dl>
        {page.figures.unsent > 0 ? <Alert color="yellow">{t("unsent", { count: page.figures.unsent })}</Alert> : null}
        <Copyable value={page.address} label={t("address")} wrap />
        <img src={`${path}/qr.svg`} alt={t("qr", { name: page.name })} width={200} height={200} className={classes["qr"]} />
        <Group gap="xs">
          <Go href={path} icon={<IconExternalLink size={16} />}>{t("open")}</Go>
          <Poster page={page} />
          <Go href={`${path}/qr.svg`} download={`${page.code}.svg`} icon={<IconDownload size={16} />}>{t("svg")}</Go>
          <Go href={`${path}/qr.png`} download={`${page.code}.png`} icon={<IconDownload size={16} />}>{t("png")}</Go>
        </Group>
        <Copyable value={linkTag(page.address, title)} label={t("embed")} wrap />
      </Stack>
    </Panel>
  );
}

function Poster({ page }: { readonly page: SignUpPage }) {
  const { t } = useTranslation("signups");
  const points = useQuery(entryPointsQuery(useTenant().id)).data ?? [];
  const [first] = keywordsOf(points, page.code);
  const search = first ? `?keyword=${encodeURIComponent(first.keyword)}&number=${encodeURIComponent(first.number)}` : "";
  return (
    <Go href={`/s/${page.code}/poster${search}`} icon={<IconPrinter size={16} />}>
      {t("poster")}
    </Go>
  );
}

interface GoProps {
  readonly href: string;
  readonly icon: React.ReactNode;
  readonly download?: string;
  readonly children: React.ReactNode;
}

function Go({ href, icon, download, children }: GoProps) {
  const target = download === undefined ? { target: "_blank", rel: "noreferrer" } : { download };
  return (
    <Button variant="default" size="compact-md" leftSection={icon} component="a" href={href} {...target}>
      {children}
    </Button>
  );
}
