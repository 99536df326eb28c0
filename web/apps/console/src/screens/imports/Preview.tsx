import { Badge, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import { attributesQuery } from "../../data/contacts.ts";
import type { ContactImport, PreviewRow, RowState } from "../../data/imports.ts";
import classes from "./imports.module.css";

export const ROW_COLOURS: Readonly<Record<RowState, string>> = { new: "green", changed: "lagoon", same: "gray", duplicate: "gray", refused: "red" };

/** What a column's meaning is called. */
export function useMeaning(): (meaning: string) => string {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  const attributes = useQuery(attributesQuery(tenant.id)).data ?? [];
  return (meaning) => {
    const [kind = "", of = ""] = meaning.split(":", 2);
    if (kind === "attribute") return attributes.find((one) => one.key === of)?.label[currentLanguage()] ?? of;
    if (kind === "property") return of;
    return t(`meaning.${kind === "new_attribute" ? `new_${of}` : kind}` as never);
  };
}

/** The first rows as they would be kept, each with what it becomes and why not. */
export function Preview({ one, columns, busy }: { readonly one: ContactImport; readonly columns: readonly string[]; readonly busy: boolean }) {
  const { t } = useTranslation("imports");
  const told = useMeaning();
  const shown = columns.flatMap((meaning, place) => (meaning === "ignore" ? [] : [{ meaning, place }]));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
    <div className={classes["scroll"]} data-busy={busy} tabIndex={0} role="region" aria-label={t("preview.title")}>
      <Table className={classes["preview"] ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("preview.row")}</Table.Th>
            <Table.Th>{t("preview.becomes")}</Table.Th>
            {shown.map(({ meaning, place }) => (
              <Table.Th key={place}>{meaning.startsWith("new_attribute:") ? (one.columns[place]?.name ?? "") : told(meaning)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {one.preview.map((row) => (
            <PreviewLine key={row.n} row={row} places={shown.map(({ place }) => place)} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function PreviewLine({ row, places }: { readonly row: PreviewRow; readonly places: readonly number[] }) {
  const { t } = useTranslation("imports");
  const whole = row.reasons.filter((reason) => !places.includes(reason.column));
  return (
    <Table.Tr>
      <Table.Td className={classes["n"] ?? ""}>{row.n}</Table.Td>
      <Table.Td className={classes["becomes"] ?? ""}>
        <Badge color={ROW_COLOURS[row.state]} miw="max-content">{t(`row.${row.state}`)}</Badge>
        {whole.map((reason) => (
          <span key={reason.code} className={classes["reason"]}>
            {reason.text}
          </span>
        ))}
      </Table.Td>
      {places.map((place) => {
        const reason = row.reasons.find((one) => one.column === place);
        return (
          <Table.Td key={place} data-wrong={reason !== undefined} className={classes["cell"] ?? ""}>
            {row.becomes[place] ?? row.cells?.[place] ?? ""}
            {reason ? <span className={classes["reason"]}>{reason.text}</span> : null}
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
}
