import { IconCloudCheck, IconCloudOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./campaigns.module.css";
import type { Kept } from "./useKept.ts";

interface StepProps {
  readonly id: string;
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}

/** One question of the page. */
export function Step({ id, title, about, children }: StepProps) {
  return (
    <section className={classes["step"]} id={`campaign-${id}`} aria-labelledby={`campaign-${id}-title`} tabIndex={-1}>
      <h2 id={`campaign-${id}-title`} className={classes["stepTitle"]}>
        {title}
      </h2>
      {about ? <p className={classes["stepAbout"]}>{about}</p> : null}
      {children}
    </section>
  );
}

/** Kept as one writes: said quietly. */
export function KeptMark({ kept }: { readonly kept: Pick<Kept, "id" | "kept" | "error"> }) {
  const { t } = useTranslation("campaigns");
  if (kept.error) {
    return (
      <span className={classes["notKept"]}>
        <IconCloudOff size={17} aria-hidden="true" /> {t("kept.not")}
      </span>
    );
  }
  return (
    <span className={classes["kept"]}>
      {kept.id ? (
        <>
          <IconCloudCheck size={17} aria-hidden="true" /> {t(kept.kept ? "kept.yes" : "kept.soon")}
        </>
      ) : null}
    </span>
  );
}
