import { Text, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Empty.module.css";

interface EmptyProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children?: ReactNode;
  /** The next step, offered as a button. */
  readonly action?: ReactNode;
  readonly tone?: "calm" | "bad";
  /** 1 when it is the whole screen. */
  readonly level?: 1 | 2;
}

/** Nothing here yet: what belongs here, and the next step. */
export function Empty({ icon: Picture, title, children, action, tone = "calm", level = 2 }: EmptyProps) {
  return (
    <div className={classes["empty"]} data-tone={tone}>
      <span className={classes["arch"]}>
        <Picture size={28} stroke={1.5} aria-hidden="true" />
      </span>
      <Title order={level} size="h3">
        {title}
      </Title>
      {children ? (
        <Text c="dimmed" size="md" className={classes["text"]}>
          {children}
        </Text>
      ) : null}
      {action ? <div className={classes["action"]}>{action}</div> : null}
    </div>
  );
}
