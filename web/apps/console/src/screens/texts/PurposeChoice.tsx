import { Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Draft } from "./draft.ts";
import classes from "./texts.module.css";

interface Props {
  readonly draft: Pick<Draft, "purpose" | "consent">;
  readonly change: (part: Partial<Pick<Draft, "purpose" | "consent">>) => void;
}

const PURPOSES = ["service", "marketing"] as const;
const CONSENTS = ["optin", "soft"] as const;

/** What the law calls a purpose, in words of a shop. */
export function PurposeChoice({ draft, change }: Props) {
  const { t } = useTranslation("texts");
  return (
    <>
      <Radio.Group label={t("purpose.label")} value={draft.purpose} onChange={(purpose) => change({ purpose })}>
        <div className={classes["cards"]}>
          {PURPOSES.map((purpose) => (
            <Radio key={purpose} value={purpose} label={t(`purpose.${purpose}.title`)} description={t(`purpose.${purpose}.about`)} className={classes["choice"] ?? ""} />
          ))}
        </div>
      </Radio.Group>
      {draft.purpose === "marketing" ? (
        <Radio.Group label={t("consent.label")} description={t("consent.about")} value={draft.consent === "none" ? null : draft.consent}
          onChange={(consent) => change({ consent })}>
          <Stack gap={8} mt={8}>
            {CONSENTS.map((consent) => (
              <Radio key={consent} value={consent} label={t(`consent.${consent}`)} />
            ))}
          </Stack>
        </Radio.Group>
      ) : null}
    </>
  );
}
