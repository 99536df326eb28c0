import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Destination } from "../app/navigation.ts";
import classes from "./SubNav.module.css";

interface SubNavProps {
  readonly title: string;
  readonly places: readonly Destination[];
  readonly tenant?: string;
}

/** A group of screens with their menu: beside them, or above where it is narrow. */
export function SubNav({ title, places, tenant = "" }: SubNavProps) {
  const { t } = useTranslation();
  return (
    <div className={classes["layout"]}>
      <nav className={classes["menu"]} aria-label={title}>
        <p className={classes["title"]}>{title}</p>
        <ul className={classes["places"]}>
          {places.map((place) => (
            <li key={place.id}>
              <Link to={place.to} params={{ tenant }} className={classes["place"]} activeProps={{ "data-here": true }}>
                <place.icon size={17} stroke={1.7} aria-hidden="true" />
                {t(place.label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={classes["screen"]}>
        <Outlet />
      </div>
    </div>
  );
}
