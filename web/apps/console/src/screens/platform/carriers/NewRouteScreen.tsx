import { Anchor, Autocomplete, Select, SimpleGrid, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../../app/i18n.ts";
import { carriersQuery, createCarrier, createRoute, linkKindsQuery, routesQuery, type Carrier, type LinkKind, type LinkPreset } from "../../../data/carriers.ts";
import { useSubmission } from "../../../kit/forms.ts";
import { useKeys } from "../../../kit/idempotency.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { SaveBar } from "../../../kit/SaveBar.tsx";
import { TroubleNote } from "../../../kit/Trouble.tsx";
import type { Values } from "../../../kit/schemaForm.ts";
import classes from "./carriers.module.css";
import { draftFrom, fieldsOfKind, valuesOf } from "./routeForm.ts";
import { RouteForm } from "./RouteForm.tsx";

/** A new way to a carrier: whose, by which connection, from a preset. */
export function NewRouteScreen() {
  const { t } = useTranslation("carriers");
  const kinds = useQuery(linkKindsQuery);
  const carriers = useQuery(carriersQuery);
  const both = {
    data: kinds.data && carriers.data ? { kinds: kinds.data.items, carriers: carriers.data.items } : undefined,
    error: kinds.error ?? carriers.error,
    isPending: kinds.isPending || carriers.isPending,
    refetch: () => Promise.all([kinds.refetch(), carriers.refetch()]),
  };
  return (
    <Page title={t("new.title")} about={t("new.about")}>
      <Loaded of={both}>{(found) => <Choosing kinds={found.kinds} carriers={found.carriers} />}</Loaded>
    </Page>
  );
}

interface ChoosingProps {
  readonly kinds: readonly LinkKind[];
  readonly carriers: readonly Carrier[];
}

function Choosing({ kinds, carriers }: ChoosingProps) {
  const { t } = useTranslation("carriers");
  const language = currentLanguage();
  const [carrier, setCarrier] = useState("");
  const choices = [...kinds].sort(smppFirst).map((kind) => ({
    group: kind.title[language] ?? kind.kind,
    items: kind.presets.map((preset) => ({ value: `${kind.kind}/${preset.key}`, label: preset.title[language] ?? preset.key })),
  }));
  const [chosen, setChosen] = useState(choices.find((one) => one.items.length > 0)?.items[0]?.value ?? "");
  const [kindName, presetKey] = chosen.split("/");
  const kind = kinds.find((one) => one.kind === kindName) ?? kinds[0];
  const preset = kind?.presets.find((one) => one.key === presetKey);
  return (
    <>
      <Panel title={t("new.carrier")}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <Autocomplete label={t("new.carrier_name")} description={t("new.carrier_about")} data={[...new Set(carriers.map((one) => one.name))]} maxLength={80} required withAsterisk={false} value={carrier} onChange={setCarrier} data-autofocus />
          <Select label={t("new.preset")} description={t("new.preset_about")} data={choices} allowDeselect={false} value={chosen} onChange={(value) => setChosen(value ?? chosen)} />
        </SimpleGrid>
        {preset?.source ? (
          <Text size="sm" c="dimmed" mt="sm">
            {t("new.source")} <Anchor href={preset.source} target="_blank" rel="noreferrer">{preset.source}</Anchor>
          </Text>
        ) : null}
      </Panel>
      {kind ? <Details key={chosen} kind={kind} preset={preset} carrier={carrier} carriers={carriers} /> : null}
    </>
  );
}

/** Operators speak SMPP; services over HTTP are for who has no operator. */
const smppFirst = (left: LinkKind, right: LinkKind): number => Number(right.kind === "smpp") - Number(left.kind === "smpp");

interface DetailsProps {
  readonly kind: LinkKind;
  readonly preset: LinkPreset | undefined;
  readonly carrier: string;
  readonly carriers: readonly Carrier[];
}

function Details({ kind, preset, carrier, carriers }: DetailsProps) {
  const { t } = useTranslation("carriers");
  const queries = useQueryClient();
  const go = useNavigate();
  const keyFor = useKeys();
  const fields = useMemo(() => fieldsOfKind(kind, currentLanguage()).map((field) => asked(field, preset)), [kind, preset]);
  const form = useForm({ initialValues: valuesOf(null, fields, (preset?.settings ?? {}) as Values) });
  const name = carrier.trim();
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const known = carriers.find((one) => one.name === name) ?? (await createCarrier(name, keyFor(["carrier", name])));
    const body = { ...draftFrom(values, fields, true), carrier_id: known.id, kind: kind.kind };
    const made = await createRoute(body, keyFor(body));
    await Promise.all([queries.invalidateQueries({ queryKey: carriersQuery.queryKey }), queries.invalidateQueries({ queryKey: routesQuery.queryKey })]);
    await go({ to: "/platform/carriers/$id", params: { id: made.id } });
  });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))} className={classes["settings"]}>
      <TroubleNote error={error} />
      <RouteForm form={form} fields={fields} />
      <SaveBar busy={busy} dirty={name !== ""} action={t("new.create")} leave={() => void go({ to: "/platform/carriers" })} />
    </form>
  );
}

/** A service's own word for what it asks stands beside ours. */
function asked<F extends { readonly name: string; readonly title: string }>(field: F, preset: LinkPreset | undefined): F {
  const word = preset?.asks[field.name];
  return word && word !== field.name ? { ...field, title: `${field.title} (${word})` } : field;
}
