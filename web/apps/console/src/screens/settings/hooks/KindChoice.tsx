import { Checkbox, Fieldset, Input, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { HookEvent } from "@guichet/api";
import { useTenant } from "../../../app/parents.tsx";
import { hookEventsQuery } from "../../../data/hooks.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { grouped, useEventWords } from "./words.ts";

interface KindChoiceProps {
  readonly value: readonly string[];
  readonly onChange: (kinds: string[]) => void;
  readonly error?: React.ReactNode;
}

/** Which events are told, in plain words, group by group. */
export function KindChoice({ value, onChange, error }: KindChoiceProps) {
  const { t } = useTranslation("hooks");
  const query = useQuery(hookEventsQuery(useTenant().id));
  return (
    <Input.Wrapper label={t("form.kinds")} error={error} labelElement="div">
      <Loaded of={query}>
        {(events) => (
          <Stack gap="sm" mt="xs" mb="xs">
            {grouped(events).map(([group, kinds]) => (
              <GroupChoice key={group} group={group} kinds={kinds} value={value} onChange={onChange} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Input.Wrapper>
  );
}

interface GroupChoiceProps extends KindChoiceProps {
  readonly group: string;
  readonly kinds: readonly HookEvent[];
}

/** All of a group also means what is added to it one day. */
function GroupChoice({ group, kinds, value, onChange }: GroupChoiceProps) {
  const { t } = useTranslation("hooks");
  const words = useEventWords();
  const whole = `${group}.*`;
  const all = value.includes(whole);
  const mine = [whole, ...kinds.map((one) => one.name)];
  const chooseAll = (on: boolean): void => onChange([...value.filter((kind) => !mine.includes(kind)), ...(on ? [whole] : [])]);
  const choose = (name: string, on: boolean): void => onChange([...value.filter((kind) => kind !== name), ...(on ? [name] : [])]);
  return (
    <Fieldset legend={words.group(group)}>
      <Stack gap={8}>
        {kinds.length > 1 ? <Checkbox label={t("form.all")} checked={all} onChange={(event) => chooseAll(event.currentTarget.checked)} /> : null}
        {kinds.map((one) => (
          <Checkbox
            key={one.name}
            label={words.kind(one.name)}
            description={one.name}
            checked={all || value.includes(one.name)}
            disabled={all}
            onChange={(event) => choose(one.name, event.currentTarget.checked)}
          />
        ))}
      </Stack>
    </Fieldset>
  );
}
