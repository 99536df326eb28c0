import type { InvitationFigures as Figures } from "@guichet/api";
import { Box, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { invitationFiguresQuery } from "../../data/tenant.ts";
import { TroubleNote } from "../../kit/Trouble.tsx";

const DAYS = 30;
const DAY = 86_400_000;

function lastDays(): readonly [string, string] {
  const now = Date.now();
  return [new Date(now - DAYS * DAY).toISOString(), new Date(now).toISOString()];
}

/** What each invitation came to, against the visitors who by lot were not invited. */
export function InvitationFigures({ entryPointId }: { readonly entryPointId: string }) {
  const { t } = useTranslation("settings");
  const tenant = useTenant();
  const [[since, until]] = useState(lastDays);
  const { data, error } = useQuery(invitationFiguresQuery(tenant.id, entryPointId, since, until));
  return (
    <Box>
      <Text fw={600} size="sm" mb={4}>
        {t("invitations.figures.title", { count: DAYS })}
      </Text>
      <TroubleNote error={error} />
      {!data && !error ? <Skeleton height={64} /> : null}
      {data?.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("invitations.figures.none")}
        </Text>
      ) : null}
      {data && data.items.length > 0 ? <Sums items={data.items} /> : null}
    </Box>
  );
}

function Sums({ items }: { readonly items: readonly Figures[] }) {
  const { t } = useTranslation("settings");
  return (
    <Stack gap={6}>
      <Table.ScrollContainer minWidth={520}>
        <Table aria-label={t("invitations.figures.title", { count: DAYS })} verticalSpacing={6} horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t("invitations.figures.rule")}</Table.Th>
              <Table.Th scope="col">{t("invitations.figures.shown")}</Table.Th>
              <Table.Th scope="col">{t("invitations.figures.accepted")}</Table.Th>
              <Table.Th scope="col">{t("invitations.figures.invited")}</Table.Th>
              <Table.Th scope="col">{t("invitations.figures.control")}</Table.Th>
              <Table.Th scope="col">{t("invitations.figures.effect")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((one) => (
              <Sum key={one.rule} one={one} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="xs" c="dimmed">
        {t("invitations.figures.how")}
      </Text>
    </Stack>
  );
}

function Sum({ one }: { readonly one: Figures }) {
  const number = useNumbers();
  return (
    <Table.Tr className="tabular">
      <Table.Th scope="row" fw={500}>
        {one.rule}
      </Table.Th>
      <Table.Td>{number.whole(one.shown)}</Table.Td>
      <Table.Td>{number.whole(one.accepted)}</Table.Td>
      <Bought group={one.invited} />
      <Bought group={one.control} />
      <Effect lift={one.lift} />
    </Table.Tr>
  );
}

function Bought({ group }: { readonly group: Figures["control"] }) {
  const { t } = useTranslation("settings");
  const number = useNumbers();
  return (
    <Table.Td>
      {group.conversion === null ? "–" : number.share(group.conversion)}
      <Text size="xs" c="dimmed">
        {t("invitations.figures.of", { buyers: number.whole(group.buyers), visitors: number.whole(group.visitors) })}
      </Text>
    </Table.Td>
  );
}

/** As a difference of shares, with the interval; nothing where it would be a guess. */
function Effect({ lift }: { readonly lift: Figures["lift"] }) {
  const { t } = useTranslation("settings");
  const number = useNumbers();
  if (!lift) {
    return (
      <Table.Td>
        <Text size="sm" c="dimmed">
          {t("invitations.figures.notEnough")}
        </Text>
      </Table.Td>
    );
  }
  const [low, high] = [number.points(lift.low), number.points(lift.high)];
  const sure = lift.low > 0 ? "more" : lift.high < 0 ? "less" : "open";
  return (
    <Table.Td>
      {t("invitations.figures.points", { difference: number.points(lift.difference) })}
      <Text size="xs" c="dimmed">
        {t("invitations.figures.between", { low, high })}
      </Text>
      <Text size="xs" c={sure === "open" ? "dimmed" : undefined}>
        {t(`invitations.figures.${sure}`)}
      </Text>
    </Table.Td>
  );
}

function useNumbers() {
  const { i18n } = useTranslation();
  const whole = new Intl.NumberFormat(i18n.language);
  const share = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(i18n.language, { signDisplay: "exceptZero", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return {
    whole: (value: number) => whole.format(value),
    share: (value: number) => share.format(value),
    points: (value: number) => signed.format(value * 100),
  };
}
