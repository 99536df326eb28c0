import { Button, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { testCampaign } from "../../data/campaigns.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { useTrouble } from "../../kit/Trouble.tsx";
import { isNumber } from "../texts/draft.ts";
import classes from "./campaigns.module.css";
import type { Kept } from "./useKept.ts";

const REMEMBERED = "guichet.own-phone";

/** One text to oneself, to see it on a real telephone. */
export function TestText({ kept }: { readonly kept: Kept }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const tell = useTrouble();
  const keyFor = useKeys();
  const [to, setTo] = useState(() => localStorage.getItem(REMEMBERED) ?? "");
  const may = useMay("campaigns.send");
  const send = useMutation({
    mutationFn: async () => {
      localStorage.setItem(REMEMBERED, to);
      await testCampaign(tenant.id, kept.id ?? "", to.trim(), keyFor([kept.preview, to, Date.now()]));
    },
    onSuccess: () => notifications.show({ message: t("test.sent", { to: to.trim() }) }),
  });
  if (!may) return null;
  return (
    <div className={classes["test"]}>
      <TextInput type="tel" label={t("test.label")} placeholder={t("test.placeholder")} value={to} onChange={(event) => setTo(event.currentTarget.value)} autoComplete="tel"
        error={send.error ? tell(send.error) : null} />
      <Button variant="default" fullWidth loading={send.isPending} disabled={!isNumber(to) || !kept.fresh} onClick={() => send.mutate()}>
        {t("test.send")}
      </Button>
    </div>
  );
}
