import { Button, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage, speak } from "../../app/i18n.ts";
import { Logo } from "../../kit/Logo.tsx";
import { useDocumentTitle } from "../../kit/Page.tsx";
import { LANGUAGE_NAMES } from "../../kit/languages.ts";
import { Scene } from "./Scene.tsx";
import classes from "./Frame.module.css";

interface FrameProps {
  readonly name: string;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
}

/** The page of somebody who is still outside: a form, and the counter beside it. */
export function Frame({ name, title, lead, children }: FrameProps) {
  useDocumentTitle(name);
  return (
    <div className={classes["frame"]}>
      <div className={classes["side"]}>
        <header className={classes["top"]}>
          <Logo size={30} />
          <Languages />
        </header>
        <main className={classes["form"]}>
          <Title order={1} className={classes["title"]}>
            {title}
          </Title>
          {lead ? (
            <Text c="dimmed" mt={6} mb="lg" size="lg" className={classes["lead"]}>
              {lead}
            </Text>
          ) : null}
          {children}
        </main>
      </div>
      <Scene />
    </div>
  );
}

function Languages() {
  const { t } = useTranslation();
  return (
    <Group gap={4} role="group" aria-label={t("shell.language")}>
      {LANGUAGE_NAMES.map(({ value, label }) => (
        <Button
          key={value}
          size="compact-sm"
          variant={value === currentLanguage() ? "light" : "subtle"}
          color="gray"
          lang={value}
          aria-pressed={value === currentLanguage()}
          onClick={() => void speak(value === "fr" ? "fr" : "en")}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
