import { Checkbox, ScrollArea, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import classes from "./rules.module.css";

interface Option {
  readonly value: string;
  readonly label: string;
}

interface ChoiceProps {
  readonly sections: readonly { readonly title?: string; readonly options: readonly Option[] }[];
  readonly chosen?: string;
  readonly choose: (value: string) => void;
}

const SEARCHED_FROM = 8;

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** One of a list: by mouse, by arrows, or by typing its beginning. */
export function Choice({ sections, chosen, choose }: ChoiceProps) {
  const { t } = useTranslation("rules");
  const [search, setSearch] = useState("");
  const found = sections
    .map((section) => ({ ...section, options: section.options.filter((one) => plain(one.label).includes(plain(search))) }))
    .filter((section) => section.options.length > 0);
  const count = sections.reduce((sum, section) => sum + section.options.length, 0);
  const first = found[0]?.options[0];
  const step = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-option]")];
    const at = all.indexOf(document.activeElement as HTMLElement) + (event.key === "ArrowDown" ? 1 : -1);
    (all[at] ?? (at < 0 ? event.currentTarget.querySelector<HTMLElement>("input") : undefined))?.focus();
  };
  return (
    <div onKeyDown={step} role="presentation">
      {count > SEARCHED_FROM ? (
        <TextInput
          data-autofocus
          size="xs"
          mb={6}
          aria-label={t("search")}
          placeholder={t("search")}
          leftSection={<IconSearch size={14} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && first) choose(first.value);
          }}
        />
      ) : null}
      <ScrollArea.Autosize mah={320} type="auto">
        {count === 0 ? (
          <Text size="sm" c="dimmed" p={6}>
            {t("value.none")}
          </Text>
        ) : null}
        {found.map((section) => (
          <div key={section.title ?? ""}>
            {section.title ? <div className={classes["section"]}>{section.title}</div> : null}
            {section.options.map((one) => (
              <UnstyledButton
                key={one.value}
                className={classes["option"]}
                data-option
                data-chosen={one.value === chosen || undefined}
                data-autofocus={(count <= SEARCHED_FROM && (chosen ? one.value === chosen : one === first)) || undefined}
                onClick={() => choose(one.value)}
              >
                {one.label}
              </UnstyledButton>
            ))}
          </div>
        ))}
      </ScrollArea.Autosize>
    </div>
  );
}

interface SeveralProps {
  readonly options: readonly Option[];
  readonly chosen: readonly string[];
  readonly change: (values: readonly string[]) => void;
}

/** Several of a list. */
export function Several({ options, chosen, change }: SeveralProps) {
  const { t } = useTranslation("rules");
  const gone = chosen.filter((value) => !options.some((one) => one.value === value));
  const all = [...options, ...gone.map((value) => ({ value, label: value }))];
  if (all.length === 0)
    return (
      <Text size="sm" c="dimmed" p={6}>
        {t("value.none")}
      </Text>
    );
  return (
    <ScrollArea.Autosize mah={320} type="auto">
      <Stack gap={4} p={4}>
        {all.map((one, index) => (
          <Checkbox
            key={one.value}
            size="md"
            label={one.label}
            checked={chosen.includes(one.value)}
            {...(index === 0 ? { "data-autofocus": true } : {})}
            onChange={(event) =>
              change(event.currentTarget.checked ? [...chosen, one.value] : chosen.filter((value) => value !== one.value))
            }
          />
        ))}
      </Stack>
    </ScrollArea.Autosize>
  );
}
