import { Link } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";
import { useTenant } from "../app/parents.tsx";
import classes from "./AreaTabs.module.css";

export interface AreaTab {
  readonly id: string;
  readonly to: string;
  readonly label: string;
  /** The right it takes; none where whoever may see the area may see the tab. */
  readonly right?: string;
  /** Beside the label. */
  readonly mark?: ReactNode;
}

interface AreaTabsProps {
  readonly title: string;
  readonly tabs: readonly AreaTab[];
  readonly here: string;
}

/** The screens of an area that the person may see; where they scroll, the present one is in view. */
export function AreaTabs({ title, tabs, here }: AreaTabsProps) {
  const tenant = useTenant();
  const strip = useHereInView();
  return (
    <nav ref={strip} className={classes["tabs"]} aria-label={title}>
      {tabs.filter(({ right }) => !right || tenant.rights.includes(right)).map((tab) => (
        <Link key={tab.id} to={tab.to} params={{ tenant: tenant.slug }} className={classes["tab"]} activeOptions={{ exact: true }}
          {...(here === tab.id ? ({ "aria-current": "page" } as const) : {})}>
          {tab.label}
          {tab.mark}
        </Link>
      ))}
    </nav>
  );
}

/** Moves the strip alone: the page itself stays where it is. */
function useHereInView() {
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = strip.current?.querySelector("[aria-current]")?.getBoundingClientRect();
    if (here && strip.current) strip.current.scrollLeft += here.left - (strip.current.clientWidth - here.width) / 2;
  }, []);
  return strip;
}
