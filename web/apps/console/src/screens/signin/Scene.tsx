import {
  IconDeviceMobileMessage,
  IconFileText,
  IconMail,
  IconMessageCircle,
  IconPhone,
  IconVideo,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./Scene.module.css";

/** The windows of the façade; the lit one is where the light of the title falls. */
const WINDOWS: readonly (Icon | null)[] = [
  IconPhone, null, IconMail,
  null, IconMessageCircle, null,
  IconDeviceMobileMessage, null, IconVideo,
];

const LIT = 4;

/** A façade of counter windows by night, one of them lit. Decoration, with the promise in words. */
export function Scene() {
  const { t } = useTranslation("signin");
  return (
    <aside className={classes["scene"]}>
      <div className={classes["facade"]} aria-hidden="true">
        {WINDOWS.map((picture, place) => (
          <Window key={place} icon={picture} lit={place === LIT} />
        ))}
      </div>
      <div className={classes["ledge"]} aria-hidden="true" />
      <div className={classes["words"]}>
        <p className={classes["title"]}>{t("story.title")}</p>
        <p className={classes["text"]}>{t("story.text")}</p>
      </div>
    </aside>
  );
}

function Window({ icon: Picture, lit }: { readonly icon: Icon | null; readonly lit: boolean }) {
  const Inside = Picture ?? IconFileText;
  return (
    <div className={classes["window"]} data-lit={lit} data-closed={Picture === null}>
      {Picture ? <Inside size={30} stroke={1.4} /> : <Shutter />}
    </div>
  );
}

function Shutter() {
  return <span className={classes["shutter"]} />;
}
