import { Alert, Button } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTrouble } from "../../kit/Trouble.tsx";
import { faultsOf } from "../texts/useSend.tsx";
import classes from "./campaigns.module.css";
import type { Form } from "./draft.ts";
import { withoutWrong, wrongIn } from "./problems.ts";
import { isChangedElsewhere, type Kept } from "./useKept.ts";

interface Props {
  readonly kept: Kept;
  readonly form: Form;
  readonly change: (part: Partial<Form>) => void;
}

/** More numbers than these are not named. */
const SHOWN = 5;

/** Why what is written could not be kept, with the way out: numbers that are none go by a click. */
export function NotKept({ kept, form, change }: Props) {
  const { t } = useTranslation("campaigns");
  const tell = useTrouble();
  if (!kept.error) return null;
  const faults = faultsOf(kept.error);
  const wrong = wrongIn(kept.error);
  return (
    <Alert mb="md" color="red" variant="light" icon={<IconCloudOff size={18} />} role="alert" title={t("kept.not")}>
      {(faults.length > 0 ? faults : [tell(kept.error)]).map((said) => (
        <p key={said} className={classes["said"]}>
          {said}
        </p>
      ))}
      {wrong.length > 0 ? (
        <Button size="compact-sm" variant="light" onClick={() => change({ people: withoutWrong(form.people, wrong) })}>
          {t("kept.take_out", { count: wrong.length, numbers: wrong.slice(0, SHOWN).map((place) => form.people.numbers[place] ?? "").join(", ") })}
        </Button>
      ) : (
        <Button size="compact-sm" variant="light" onClick={kept.again}>
          {t(isChangedElsewhere(kept.error) ? "kept.mine" : "kept.again")}
        </Button>
      )}
    </Alert>
  );
}
