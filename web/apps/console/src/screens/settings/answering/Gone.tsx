import { IconMoodEmpty } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../../kit/Empty.tsx";

/** What this address named was removed, or never was. */
export function Gone() {
  const { t } = useTranslation();
  return (
    <Empty icon={IconMoodEmpty} title={t("trouble.missingTitle")} level={1}>
      {t("trouble.missing")}
    </Empty>
  );
}
