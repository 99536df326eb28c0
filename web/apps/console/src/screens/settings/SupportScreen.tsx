import type { SupportGrant } from "@guichet/api";
import { Badge, Button } from "@mantine/core";
import { IconLifebuoy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { decideSupport, supportGrantsQuery, withdrawSupport } from "../../data/tenant.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { PersonMark } from "../../kit/TenantMark.tsx";
import { inFull } from "../../kit/When.tsx";
import { useDeed } from "../../kit/useDeed.ts";

/** Support sees nothing of a tenant unless it consents here, for a while, and it is all written down. */
export function SupportScreen() {
  const { t } = useTranslation("settings");
  const query = useQuery({ ...supportGrantsQuery(useTenant().id), refetchInterval: 30_000 });
  return (
    <Page title={t("support.title")} about={t("support.about")}>
      <Panel flush>
        <Loaded
          of={query}
          empty={{
            when: (all) => all.length === 0,
            show: (
              <Empty icon={IconLifebuoy} title={t("support.none")}>
                {t("support.noneText")}
              </Empty>
            ),
          }}
        >
          {(grants) => (
            <Rows label={t("support.title")}>
              {grants.map((grant) => (
                <GrantRow key={grant.id} grant={grant} />
              ))}
            </Rows>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

const COLOURS: Record<SupportGrant["state"], string> = {
  asked: "yellow",
  active: "green",
  ended: "gray",
  refused: "gray",
  withdrawn: "gray",
  lapsed: "gray",
};

function GrantRow({ grant }: { readonly grant: SupportGrant }) {
  const { t, i18n } = useTranslation("settings");
  const { zone } = useTenant();
  const when = grant.state === "active" && grant.until ? grant.until : grant.asked_at;
  const moment = inFull(when, i18n.language, zone);
  return (
    <Row
      picture={<PersonMark name={grant.operator.name} size={36} />}
      title={
        <>
          {grant.operator.name}
          <Badge color={COLOURS[grant.state]}>{t(`support.state.${grant.state}`)}</Badge>
        </>
      }
      sub={grant.reason}
      facts={grant.state === "active" ? t("support.until", { moment }) : t("support.asked", { moment, count: grant.minutes })}
      actions={<GrantActions grant={grant} />}
    />
  );
}

function GrantActions({ grant }: { readonly grant: SupportGrant }) {
  const { t } = useTranslation("settings");
  const tenant = useTenant();
  const changes = [supportGrantsQuery(tenant.id).queryKey];
  const decide = useDeed({
    run: (decision: "grant" | "refuse") => decideSupport(tenant.id, { id: grant.id, decision }),
    changes,
  });
  const withdraw = useDeed({ run: () => withdrawSupport(tenant.id, grant.id), changes });
  if (grant.state === "active") {
    return (
      <Button size="compact-sm" variant="light" color="red" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
        {t("support.withdraw")}
      </Button>
    );
  }
  if (grant.state !== "asked") return null;
  return (
    <>
      <Button size="compact-sm" loading={decide.isPending} onClick={() => decide.mutate("grant")}>
        {t("support.grant")}
      </Button>
      <Button size="compact-sm" variant="default" disabled={decide.isPending} onClick={() => decide.mutate("refuse")}>
        {t("support.refuse")}
      </Button>
    </>
  );
}
