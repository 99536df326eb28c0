import { Button } from "@mantine/core";
import { IconAntenna } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { checkNumber, type CheckedNumber } from "../../data/texts.ts";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { inFull } from "../../kit/When.tsx";
import classes from "./texts.module.css";
import { useMaySend } from "./TextsTabs.tsx";

/** Whether an operator reaches a number just now; nothing is sent to the telephone. */
export function Reach({ phone }: { readonly phone: string }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const may = useMaySend();
  const ask = useMutation({ mutationFn: () => checkNumber(tenant.id, phone) });
  if (!may) return null;
  return (
    <>
      <Button variant="subtle" size="compact-sm" leftSection={<IconAntenna size={15} />} loading={ask.isPending} onClick={() => ask.mutate()}>
        {t("reach.ask")}
      </Button>
      {ask.data ? <Told one={ask.data} /> : null}
      <TroubleNote error={ask.error} />
    </>
  );
}

function Told({ one }: { readonly one: CheckedNumber }) {
  const { t, i18n } = useTranslation("texts");
  const { zone } = useTenant();
  const said = [
    t(`reach.${one.state}`),
    ...(one.network ? [t("reach.network", { network: one.network })] : []),
    ...(one.ported ? [t("reach.ported")] : []),
    ...(one.checked_at ? [inFull(one.checked_at, i18n.language, zone)] : []),
  ];
  return <p className={classes["quiet"]}>{said.join(" · ")}</p>;
}
