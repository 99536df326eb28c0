import { Box, Grid, List, Stack, Tabs, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import type { Field } from "../../kit/schemaForm.ts";
import { SchemaFields } from "../../kit/SchemaFields.tsx";
import { ChatPreview } from "./ChatPreview.tsx";
import { InvitationFigures } from "./InvitationFigures.tsx";
import { invitationWords } from "./invitationWords.ts";

type Form = UseFormReturnType<Record<string, unknown>>;

const TABS = ["look", "questions", "invitations", "privacy"] as const;
type Tab = (typeof TABS)[number];

/** Where a setting is edited; what a later release adds is found with the look. */
const PLACES: Readonly<Record<string, Tab>> = {
  subjects: "questions",
  form: "questions",
  files: "questions",
  rating: "questions",
  transcript: "questions",
  when_away: "questions",
  invitations: "invitations",
  control: "invitations",
  consent: "privacy",
  identity_secret: "privacy",
  identity_secret_before: "privacy",
};

const placeOf = (name: string): Tab => PLACES[name.split(".")[0] ?? ""] ?? "look";

function InPlainWords({ rules }: { readonly rules: unknown }) {
  const { t } = useTranslation("settings");
  const all = (Array.isArray(rules) ? rules : []) as Parameters<typeof invitationWords>[0][];
  return (
    <Box>
      <Text fw={600} size="sm">
        {t("invitations.title")}
      </Text>
      {all.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("invitations.none")}
        </Text>
      ) : null}
      <List size="sm">
        {all.map((rule, at) => (
          <List.Item key={at}>{invitationWords(rule, currentLanguage(), t)}</List.Item>
        ))}
      </List>
    </Box>
  );
}

interface ChatSettingsProps {
  /** None while it is being made: nothing was counted yet. */
  readonly entryPointId: string | null;
  readonly fields: readonly Field[];
  readonly form: Form;
  /** Name, language and sites: of every channel. */
  readonly general: ReactNode;
}

/** The settings of a site's chat by subject, and beside them what visitors will see. */
export function ChatSettings({ entryPointId, fields, form, general }: ChatSettingsProps) {
  const { t } = useTranslation("settings");
  const [tab, setTab] = useState<Tab>("look");
  const wrong = new Set(Object.keys(form.errors).map(placeOf));
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="md">
          {general}
          <Tabs value={tab} onChange={(value) => setTab((value ?? "look") as Tab)} keepMounted={false}>
            <Tabs.List mb="md">
              {TABS.map((one) => (
                <Tabs.Tab key={one} value={one} c={wrong.has(one) && one !== tab ? "red" : undefined}>
                  {t(`entryPoints.tabs.${one}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {TABS.map((one) => (
              <Tabs.Panel key={one} value={one}>
                <Stack gap="md">
                  {one === "invitations" ? <InPlainWords rules={form.values["invitations"]} /> : null}
                  {one === "invitations" && entryPointId ? <InvitationFigures entryPointId={entryPointId} /> : null}
                  <SchemaFields fields={fields.filter((field) => placeOf(field.name) === one)} form={form} />
                </Stack>
              </Tabs.Panel>
            ))}
          </Tabs>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <ChatPreview values={form.values} />
      </Grid.Col>
    </Grid>
  );
}
