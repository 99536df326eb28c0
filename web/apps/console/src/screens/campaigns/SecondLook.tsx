import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { putRules, rulesQuery } from "../../data/campaigns.ts";
import { useDeed } from "../../kit/useDeed.ts";
import classes from "./campaigns.module.css";

/** Whether a second person looks at each campaign before it leaves: for who sets the company up. */
export function SecondLook() {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const may = useMay("settings.manage");
  const query = rulesQuery(tenant.id);
  const rules = useQuery({ ...query, enabled: may }).data;
  const put = useDeed({ run: (approval: boolean) => putRules(tenant.id, { version: rules?.version ?? 0, approval }), changes: [query.queryKey] });
  if (!may || !rules) return null;
  return (
    <div className={classes["second"]}>
      <Switch checked={put.isPending ? put.variables : rules.approval} disabled={put.isPending} onChange={(event) => put.mutate(event.currentTarget.checked)} label={t("second.label")} description={t("second.about")} />
    </div>
  );
}
