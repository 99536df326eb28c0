import { Alert, Badge, Button, Group, Table, Text, TextInput } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck, IconWorld } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { checkLinkAddress, linkAddressQuery, putLinkAddress, type LinkAddress } from "../../data/campaignCodes.ts";
import { Copyable } from "../../kit/Copy.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { sayWithUndo } from "../../kit/saved.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { When } from "../../kit/When.tsx";
import classes from "./campaigns.module.css";
import { CampaignsTabs } from "./CampaignsTabs.tsx";
import { hostIn, isHost, recordFor } from "./linkRecord.ts";

/** Short links on the company's own domain: what to enter at the registrar, and whether it leads here. */
export function LinksScreen() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const query = useQuery(linkAddressQuery(tenant.id));
  return (
    <Page title={t("title")} about={t("links.about")}>
      <CampaignsTabs here="links" />
      <Loaded of={query}>{(address) => <Shown key={address.host ?? ""} address={address} />}</Loaded>
    </Page>
  );
}

function Shown({ address }: { readonly address: LinkAddress }) {
  const { t } = useTranslation("campaigns");
  const may = useMay("settings.manage");
  return (
    <>
      <Panel title={t("links.now")} about={t("links.now_about")}>
        <p className={classes["linkNow"]}>
          <span className={classes["linkShown"]}>{`${address.begins}x7Kp2`}</span>
          <State address={address} />
        </p>
        <Text size="sm" c="dimmed">
          {t("links.characters", { count: address.characters })}
        </Text>
      </Panel>
      <div className={classes["gap"]}>{may ? <Own address={address} /> : <Text c="dimmed">{t("links.may_not")}</Text>}</div>
    </>
  );
}

function State({ address }: { readonly address: LinkAddress }) {
  const { t } = useTranslation("campaigns");
  const { zone } = useTenant();
  if (address.host === null) return <Badge color="gray">{t("links.platform")}</Badge>;
  if (address.checked_at === null) return <Badge color="yellow">{t("links.unchecked")}</Badge>;
  return (
    <>
      <Badge color="green">{t("links.checked")}</Badge>
      <span className={classes["quiet"]}>
        <When at={address.checked_at} zone={zone} />
      </span>
    </>
  );
}

function useChoose() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const queries = useQueryClient();
  const { queryKey } = linkAddressQuery(tenant.id);
  const choose = useMutation({ mutationFn: (host: string | null) => putLinkAddress(tenant.id, host), onSuccess: (now) => queries.setQueryData(queryKey, now) });
  const drop = (before: string | null): void => choose.mutate(null, { onSuccess: () => sayWithUndo(t("links.dropped"), () => choose.mutate(before)) });
  return { choose, drop };
}

/** The company's own domain, from typing it to links that use it. */
function Own({ address }: { readonly address: LinkAddress }) {
  const { t } = useTranslation("campaigns");
  const { choose, drop } = useChoose();
  const [typed, setTyped] = useState(address.host ?? "");
  const host = hostIn(typed);
  const wrong = typed.trim() !== "" && !isHost(host);
  return (
    <Panel title={t("links.own")} about={t("links.own_about")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isHost(host)) choose.mutate(host);
        }}>
        <TroubleNote error={choose.error} />
        <Group gap="sm" align="flex-start">
          <TextInput value={typed} onChange={(event) => setTyped(event.currentTarget.value)} label={t("links.host")} description={t("links.host_about")} placeholder="go.maboutique.re" leftSection={<IconWorld size={16} />}
            maxLength={200} error={wrong ? t("links.host_wrong") : null} autoComplete="off" spellCheck={false} inputMode="url" className={classes["grow"] ?? ""} maw={480} />
        </Group>
        <Group mt="md" gap="xs">
          <Button type="submit" disabled={!isHost(host) || host === address.host} loading={choose.isPending}>
            {t("links.choose")}
          </Button>
          {address.host === null ? null : (
            <Button variant="subtle" color="gray" onClick={() => drop(address.host)}>
              {t("links.drop")}
            </Button>
          )}
        </Group>
      </form>
      {address.host === null ? null : <Steps host={address.host} checked={address.checked_at !== null} />}
    </Panel>
  );
}

function Steps({ host, checked }: { readonly host: string; readonly checked: boolean }) {
  const { t } = useTranslation("campaigns");
  return (
    <ol className={classes["steps"]}>
      <li>
        <h3>{t("links.step_record")}</h3>
        <Entry host={host} />
      </li>
      <li>
        <h3>{t("links.step_operator")}</h3>
        <Text size="sm">{t("links.step_operator_text", { host })}</Text>
      </li>
      <li>
        <h3>{t("links.step_check")}</h3>
        <Check host={host} checked={checked} />
      </li>
    </ol>
  );
}

/** One line of the registrar's form, in its words. */
function Entry({ host }: { readonly host: string }) {
  const { t } = useTranslation("campaigns");
  const record = recordFor(host, location.hostname);
  if (record === null) {
    return (
      <Alert color="yellow" variant="light" icon={<IconAlertCircle size={18} />}>
        {t("links.bare", { host })}
      </Alert>
    );
  }
  const fields = [
    [t("links.type"), record.type],
    [t("links.name"), record.name],
    [t("links.value"), `${record.value}.`],
  ] as const;
  return (
    <Table className={classes["record"] ?? ""}>
      <Table.Tbody>
        {fields.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row">{name}</Table.Th>
            <Table.Td>
              <Copyable value={value} label={name} wrap />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Check({ host, checked }: { readonly host: string; readonly checked: boolean }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const queries = useQueryClient();
  const check = useMutation({ mutationFn: () => checkLinkAddress(tenant.id), onSuccess: (now) => queries.setQueryData(linkAddressQuery(tenant.id).queryKey, now) });
  return (
    <div aria-live="polite">
      {checked ? (
        <p className={classes["good"]}>
          <IconCircleCheck size={20} aria-hidden="true" /> {t("links.leads_here", { host })}
        </p>
      ) : (
        <Text size="sm" mb="sm">
          {t("links.step_check_text")}
        </Text>
      )}
      <TroubleNote error={check.error} />
      <Button variant={checked ? "subtle" : "default"} loading={check.isPending} onClick={() => check.mutate()} mt={checked ? "xs" : 0}>
        {t(checked ? "links.check_again" : "links.check")}
      </Button>
    </div>
  );
}
