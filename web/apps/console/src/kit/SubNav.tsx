import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Destination } from "../app/navigation.ts";
import { iconOf } from "./placeIcons.ts";
import classes from "./SubNav.module.css";

interface SubNavProps {
  readonly title: string;
  readonly places: readonly Destination[];
  readonly tenant?: string;
}

/** A group of screens with their menu: beside them, or above where it is narrow. */
export function SubNav({ title, places, tenant = "" }: SubNavProps) {
  const { t } = useTranslation();
  const menu = useHereInView();
  return (
    <div className={classes["layout"]}>
      <nav ref={menu} className={classes["menu"]} aria-label={title}>
        <p className={classes["title"]}>{title}</p>
        <ul className={classes["places"]}>
          {places.map((place) => {
            const Picture = iconOf(place);
            return (
              <li key={place.id}>
                <Link to={place.to} params={{ tenant }} className={classes["place"]} activeProps={{ "data-here": true }}>
                  <Picture size={17} stroke={1.7} aria-hidden="true" />
                  {t(place.label)}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <div className={classes["screen"]}>
        <Outlet />
      </div>
    </div>
  );
}

/** Where the menu scrolls sideways, the present place is brought into view. */
function useHereInView() {
  const menu = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    menu.current?.querySelector("[data-here]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  return menu;
}
