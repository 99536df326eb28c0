import { useTranslation } from "react-i18next";
import { IconCloudOff, IconHourglass, IconLifebuoy, IconPlayerPause } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTopic } from "../app/live.ts";
import { inFull } from "../kit/When.tsx";
import { useOnline } from "./LiveProvider.tsx";
import { useShellTenant } from "./useShellTenant.ts";
import classes from "./Banners.module.css";

/** What everybody on this screen must know: no connection, suspended, seen by support. */
export function Banners() {
  const { t, i18n } = useTranslation();
  const online = useOnline();
  const tenant = useShellTenant();
  return (
    <div role="status" aria-live="polite">
      {online ? null : (
        <Banner tone="warn" icon={<IconCloudOff size={16} />}>
          {t("shell.offline")}
        </Banner>
      )}
      {tenant?.status === "suspended" ? (
        <Banner tone="bad" icon={<IconPlayerPause size={16} />}>
          {t("shell.suspended", { name: tenant.name })}
        </Banner>
      ) : null}
      {tenant?.rights.includes("messages.read") ? <TextsLate /> : null}
      {tenant?.support_until ? (
        <Banner tone="calm" icon={<IconLifebuoy size={16} />}>
          {t("shell.supporting", { name: tenant.name, until: inFull(tenant.support_until, i18n.language) })}
        </Banner>
      ) : null}
    </div>
  );
}

/** Told by the platform: an operator has trouble, and some texts may arrive late. */
function TextsLate() {
  const { t, i18n } = useTranslation();
  const [notice] = useTopic("sending.notices").items.values();
  if (!notice) return null;
  const { begun_at } = notice.value as { readonly begun_at: string };
  return (
    <Banner tone="warn" icon={<IconHourglass size={16} />}>
      {t("shell.textsLate", { when: inFull(begun_at, i18n.language) })}
    </Banner>
  );
}

interface BannerProps {
  readonly tone: "warn" | "bad" | "calm";
  readonly icon: ReactNode;
  readonly children: ReactNode;
}

function Banner({ tone, icon, children }: BannerProps) {
  return (
    <div className={classes["banner"]} data-tone={tone}>
      {icon}
      {children}
    </div>
  );
}
