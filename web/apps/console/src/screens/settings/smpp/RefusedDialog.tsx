import { Button, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { deliverRefusedAgain, refusedQuery, smppAccountsQuery, type RefusedBySmpp, type SmppAccount } from "../../../data/smpp.ts";
import { Dialog } from "../../../kit/Dialog.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { useDeed } from "../../../kit/useDeed.ts";
import { When } from "../../../kit/When.tsx";
import { spaced } from "../../texts/words.ts";

/** What an account's own system would not take, until it was given up. */
export function RefusedDialog({ account, close }: { readonly account: SmppAccount; readonly close: () => void }) {
  const { t } = useTranslation("smpp");
  const tenant = useTenant();
  const query = useInfiniteQuery(refusedQuery(tenant.id, account.id));
  const again = useDeed({
    run: async () => {
      await deliverRefusedAgain(tenant.id, account.id);
      close();
    },
    changes: [smppAccountsQuery(tenant.id).queryKey, refusedQuery(tenant.id, account.id).queryKey],
    said: t("refused.againSaid"),
  });
  return (
    <Dialog title={t("refused.title", { name: account.name })} close={close} size="lg">
      <Stack gap="md">
        <Text size="sm" c="dimmed">{t("refused.about")}</Text>
        <Loaded of={{ ...query, data: query.data?.pages.flatMap((page) => page.items) }} empty={{ when: (items) => items.length === 0, show: <Text>{t("refused.none")}</Text> }}>
          {(items) => (
            <Rows label={t("refused.title", { name: account.name })}>
              {items.map((one) => (
                <RefusedRow key={one.id} one={one} />
              ))}
            </Rows>
          )}
        </Loaded>
        {query.hasNextPage ? (
          <Button variant="subtle" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
            {t("refused.more")}
          </Button>
        ) : null}
        {account.closed_at === null && account.refused > 0 ? (
          <Button leftSection={<IconRefresh size={16} />} onClick={() => again.mutate(undefined)} loading={again.isPending}>
            {t("refused.again")}
          </Button>
        ) : null}
      </Stack>
    </Dialog>
  );
}

function RefusedRow({ one }: { readonly one: RefusedBySmpp }) {
  const { t } = useTranslation("smpp");
  const { zone } = useTenant();
  const code = one.code.toString(16);
  const answer = t("refused.answered", { code: code.padStart(2, "0").toUpperCase() });
  const meaning: string = t(`refused.codes.${code}` as "refused.codes.8", { defaultValue: "" });
  return (
    <Row
      title={t(`refused.${one.kind}`, { address: spaced(one.address) })}
      sub={
        <>
          {meaning ? `${meaning} (${answer})` : answer} · {t("refused.tries", { count: one.tries })} · {t("refused.last")} <When at={one.given_up_at} zone={zone} />
        </>
      }
    />
  );
}
