import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { cannedKey, createCanned, type CannedDraft } from "../../../data/canned.ts";
import { useKeys } from "../../../kit/idempotency.ts";
import { Panel } from "../../../kit/Page.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { useDeed } from "../../../kit/useDeed.ts";
import classes from "./canned.module.css";

const FIRST = ["hello", "moment", "found", "more", "goodbye"] as const;

/** Replies nearly every desk needs, ready to be had. */
export function FirstReplies() {
  const { t } = useTranslation("canned");
  const tenant = useTenant();
  const manages = useMay("desk.manage");
  const keyFor = useKeys();
  const replies = FIRST.map((name): CannedDraft => ({
    title: t(`first.${name}.title`),
    text: t(`first.${name}.text`),
    shortcut: t(`first.${name}.shortcut`),
    scope: manages ? "tenant" : "own",
    queue_id: null,
    language: null,
  }));
  const add = useDeed({
    // One after the other, the last first: the newest stands above.
    run: async (wanted: readonly CannedDraft[]) => {
      for (const one of [...wanted].reverse()) await createCanned(tenant.id, one, keyFor(one));
    },
    changes: [cannedKey(tenant.id)],
  });
  const all = (
    <Button variant="light" leftSection={<IconPlus size={18} />} loading={add.isPending} onClick={() => add.mutate(replies)}>
      {t("first.addAll")}
    </Button>
  );
  return (
    <Panel title={t("first.title")} about={t("first.about")} actions={all} flush>
      <Rows label={t("first.title")}>
        {replies.map((one) => (
          <Row key={one.title} title={one.title} sub={<span className={classes["excerpt"]}>{one.text}</span>}
            actions={
              <Button size="compact-sm" variant="default" disabled={add.isPending} onClick={() => add.mutate([one])} aria-label={t("first.addOne", { title: one.title })}>
                {t("first.add")}
              </Button>
            } />
        ))}
      </Rows>
    </Panel>
  );
}
