import classes from "./Logo.module.css";

interface LogoProps {
  readonly size?: number;
  readonly withName?: boolean;
  /** On a coloured ground the mark turns over: light window, no tile. */
  readonly onColour?: boolean;
}

/** The counter window: an arch, the ledge one leans on, and the slot things pass through. */
export function Mark({ size = 28, onColour = false }: Omit<LogoProps, "withName">) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className={classes["mark"]}>
      {onColour ? null : <rect width="32" height="32" rx="8" className={classes["tile"]} />}
      <path d="M8 23V14.5a8 8 0 0 1 16 0V23h-4.4a3.6 3.6 0 0 0-7.2 0Z" className={classes["window"]} />
      <rect x="5" y="24.4" width="22" height="2.6" rx="1.3" className={classes["ledge"]} />
    </svg>
  );
}

export function Logo({ size = 28, withName = true, onColour = false }: LogoProps) {
  return (
    <span className={classes["logo"]}>
      <Mark size={size} onColour={onColour} />
      {withName ? <span className={classes["name"]}>{PRODUCT}</span> : null}
    </span>
  );
}

/** A name, the same in every language. */
export const PRODUCT = "Guichet";
