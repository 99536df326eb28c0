import { Anchor, Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { useSenders } from "./useSenders.ts";

interface Props {
  readonly value: string;
  readonly change: (sender: string) => void;
}

/** From whom, and whether people can answer. */
export function SenderChoice({ value, change }: Props) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const mayRead = useMay("care.read");
  const senders = useSenders();
  const chosen = senders.find((one) => one.value === value);
  const meaning = chosen ? t(`from.meaning.${chosen.kind}`) : "";
  return (
    <div>
      <Select label={t("from.label")} value={value} onChange={(next) => change(next ?? "")} allowDeselect={false} description={meaning}
        data={senders.map((one) => ({ value: one.value, label: one.label }))} inputWrapperOrder={["label", "input", "description", "error"]} />
      {mayRead ? (
        <Anchor component={Link} to="/t/$tenant/texts/senders" params={{ tenant: tenant.slug } as never} size="sm">
          {t("from.others")}
        </Anchor>
      ) : null}
    </div>
  );
}
