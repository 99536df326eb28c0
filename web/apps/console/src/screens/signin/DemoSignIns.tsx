import type { DemoSignIn, SignInStep } from "@guichet/api";
import { Anchor, Text, Title, UnstyledButton } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { signIn, signInOptionsQuery } from "../../data/session.ts";
import { PersonMark } from "../../kit/TenantMark.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import type { StepProps } from "./SignInScreen.tsx";
import classes from "./DemoSignIns.module.css";

/** What else the demo shows, outside the console. */
const PAGES = ["shop", "telephones", "outbox"] as const;

/** In demo mode only: the made-up people one can be, one click each. */
export function DemoSignIns({ took }: StepProps) {
  const { t } = useTranslation("signin");
  const { data: ways } = useQuery(signInOptionsQuery);
  const enter = useMutation({
    mutationFn: (who: DemoSignIn): Promise<SignInStep> => signIn({ email: who.email, password: who.password }),
    onSuccess: took,
  });
  const first = ways?.demo?.[0];
  if (!ways?.demo || !first) return null;
  return (
    <section className={classes["demo"]} aria-labelledby="demo-title">
      <Title order={2} size="h3" id="demo-title">
        {t("demo.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("demo.lead", { password: first.password })}
      </Text>
      <TroubleNote error={enter.error} />
      <div className={classes["people"]}>
        {ways.demo.map((who) => (
          <Person key={who.email} who={who} choose={() => enter.mutate(who)} busy={enter.isPending} />
        ))}
      </div>
      <Text size="sm" c="dimmed" mt="sm" className={classes["beside"]}>
        {t("demo.beside")}
        {PAGES.map((page) => (
          <Anchor key={page} href={`/demo/${page}`} size="sm">
            {t(`demo.${page}`)}
          </Anchor>
        ))}
      </Text>
    </section>
  );
}

interface PersonProps {
  readonly who: DemoSignIn;
  readonly choose: () => void;
  readonly busy: boolean;
}

function Person({ who, choose, busy }: PersonProps) {
  const { t } = useTranslation();
  const role = t(`roles.${who.role as "agent"}`, { defaultValue: who.role });
  return (
    <UnstyledButton className={classes["person"]} onClick={choose} disabled={busy} title={who.email}>
      <PersonMark name={who.name} />
      <span className={classes["words"]}>
        <Text component="span" size="sm" fw={550} truncate>
          {who.name}
        </Text>
        <Text component="span" size="xs" c="dimmed">
          {role}
        </Text>
      </span>
    </UnstyledButton>
  );
}
