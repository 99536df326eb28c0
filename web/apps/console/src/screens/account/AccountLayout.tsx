import { useTranslation } from "react-i18next";
import { DESTINATIONS } from "../../app/navigation.ts";
import { SubNav } from "../../kit/SubNav.tsx";

export function AccountLayout() {
  const { t } = useTranslation("account");
  return <SubNav title={t("title")} places={DESTINATIONS.filter((place) => place.area === "account")} />;
}
