import { useTranslation } from "react-i18next";
import { reachable } from "../../app/navigation.ts";
import { useSession, useTenant } from "../../app/parents.tsx";
import { SubNav } from "../../kit/SubNav.tsx";
import { useLiveAgents } from "./answering/useLiveAgents.ts";
import { useLiveSettings } from "./useLiveSettings.ts";

export function SettingsLayout() {
  const { t } = useTranslation();
  const tenant = useTenant();
  const places = reachable(useSession(), tenant).filter((place) => place.area === "settings");
  useLiveSettings(tenant.id);
  useLiveAgents(tenant.id);
  return <SubNav title={t("nav.settings")} places={places} tenant={tenant.slug} />;
}
