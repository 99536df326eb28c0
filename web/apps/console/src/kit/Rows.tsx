import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Rows.module.css";

interface RowsProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** A list of things with what can be done to each. */
export function Rows({ label, children }: RowsProps) {
  return (
    <ul className={classes["rows"]} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  readonly picture?: ReactNode;
  readonly title: ReactNode;
  readonly sub?: ReactNode;
  /** Facts to the right; below the title where it is narrow. */
  readonly facts?: ReactNode;
  /** Buttons; below the rest where it is narrow. */
  readonly actions?: ReactNode;
  /** One small button that opens more; always at the end of the title's line. */
  readonly menu?: ReactNode;
}

export function Row({ picture, title, sub, facts, actions, menu }: RowProps) {
  return (
    <li className={classes["row"]}>
      {picture ? <span className={classes["picture"]}>{picture}</span> : null}
      <div className={classes["words"]}>
        <div className={classes["title"]}>{title}</div>
        {sub ? (
          <Text size="sm" c="dimmed" component="div" className={classes["sub"]}>
            {sub}
          </Text>
        ) : null}
      </div>
      {facts ? <div className={classes["facts"]}>{facts}</div> : null}
      {actions ? <div className={classes["actions"]}>{actions}</div> : null}
      {menu ? <div className={classes["menu"]}>{menu}</div> : null}
    </li>
  );
}
