import { Badge } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconHourglass, IconPlayerPause, IconQuestionMark, IconShieldPause, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Standing } from "./pulse.ts";

const SIGNS: Readonly<Record<Standing, { readonly color: string; readonly icon: Icon }>> = {
  open: { color: "lagoon", icon: IconCircleCheck },
  partly: { color: "yellow", icon: IconAlertTriangle },
  slow: { color: "yellow", icon: IconHourglass },
  down: { color: "red", icon: IconCircleX },
  refused: { color: "red", icon: IconCircleX },
  connecting: { color: "gray", icon: IconHourglass },
  isolated: { color: "yellow", icon: IconShieldPause },
  off: { color: "gray", icon: IconPlayerPause },
  unknown: { color: "gray", icon: IconQuestionMark },
};

/** How a route stands: a sign, a word and a colour. */
export function StandingBadge({ standing }: { readonly standing: Standing }) {
  const { t } = useTranslation("carriers");
  const { color, icon: Sign } = SIGNS[standing];
  return (
    <Badge color={color} leftSection={<Sign size={13} aria-hidden="true" />}>
      {t(`standing.${standing}`)}
    </Badge>
  );
}
