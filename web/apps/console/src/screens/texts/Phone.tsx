import { useTranslation } from "react-i18next";
import classes from "./texts.module.css";

interface Props {
  readonly sender: string;
  readonly text: string;
}

/** How it looks on a telephone. */
export function Phone({ sender, text }: Props) {
  const { t } = useTranslation("texts");
  return (
    <figure className={classes["phone"]} aria-label={t("phone.label")}>
      <div className={classes["phoneHead"]}>
        <span className={classes["phoneFace"]} aria-hidden="true">
          {(sender || "?").slice(0, 1).toUpperCase()}
        </span>
        <span>{sender || t("from.own_short")}</span>
      </div>
      <div className={classes["phoneBody"]}>
        {text ? <p className={classes["bubble"]}>{text}</p> : <p className={classes["phoneEmpty"]}>{t("phone.empty")}</p>}
      </div>
    </figure>
  );
}
