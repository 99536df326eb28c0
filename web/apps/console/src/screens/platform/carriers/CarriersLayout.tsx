import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PLATFORM } from "../../../data/carriers.ts";
import { LiveProvider } from "../../../shell/LiveProvider.tsx";
import classes from "./carriers.module.css";
import { LiveRoutesContext, useLiveRoutes } from "./useLiveRoutes.ts";

const PLACES = [
  { to: "/platform/carriers", label: "places.routes", exact: true },
  { to: "/platform/carriers/rules", label: "places.rules", exact: false },
  { to: "/platform/carriers/watch", label: "places.watch", exact: false },
] as const;

/** Everything about carriers: one socket of the platform for all of it. */
export function CarriersLayout() {
  return (
    <LiveProvider tenant={PLATFORM}>
      <Inside />
    </LiveProvider>
  );
}

function Inside() {
  const { t } = useTranslation("carriers");
  const live = useLiveRoutes();
  return (
    <LiveRoutesContext value={live}>
      <nav className={classes["places"]} aria-label={t("places.title")}>
        {PLACES.map((place) => (
          <Link key={place.to} to={place.to} className={classes["place"]} activeOptions={{ exact: place.exact }} activeProps={{ "data-here": true, "aria-current": "page" }}>
            {t(place.label)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </LiveRoutesContext>
  );
}
