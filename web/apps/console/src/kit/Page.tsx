import { Text, Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { PRODUCT } from "./Logo.tsx";
import classes from "./Page.module.css";

interface PageProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  /** `reading` keeps lines short; `wide` takes what there is, for tables. */
  readonly width?: "reading" | "wide";
  readonly children: ReactNode;
}

/** A screen: its heading, what it is for, what can be done here, and the rest. */
export function Page({ title, about, actions, width = "wide", children }: PageProps) {
  useDocumentTitle(title);
  return (
    <div className={classes["page"]} data-width={width}>
      <header className={classes["head"]}>
        <div className={classes["words"]}>
          <Title order={1}>{title}</Title>
          {about ? (
            <Text c="dimmed" size="md" mt={4}>
              {about}
            </Text>
          ) : null}
        </div>
        {actions ? <div className={classes["actions"]}>{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · ${PRODUCT}` : PRODUCT;
  }, [title]);
}

interface PanelProps {
  readonly title?: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  /** Lets a table or a list touch the edges. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** One subject inside a screen. */
export function Panel({ title, about, actions, flush = false, children }: PanelProps) {
  return (
    <section className={classes["panel"]}>
      {title ? (
        <header className={classes["panelHead"]}>
          <div className={classes["words"]}>
            <Title order={2}>{title}</Title>
            {about ? (
              <Text c="dimmed" size="sm" mt={2}>
                {about}
              </Text>
            ) : null}
          </div>
          {actions ? <div className={classes["actions"]}>{actions}</div> : null}
        </header>
      ) : null}
      <div className={flush ? classes["flush"] : classes["body"]}>{children}</div>
    </section>
  );
}
