import {
  IconBolt,
  IconCalendarTime,
  IconCash,
  IconCoffee,
  IconForms,
  IconHistory,
  IconKey,
  IconLifebuoy,
  IconLogin2,
  IconPlugConnected,
  IconRoute,
  IconServerBolt,
  IconSettings,
  IconShieldLock,
  IconStack2,
  IconStar,
  IconUserCircle,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
  type Icon,
} from "@tabler/icons-react";
import type { Destination } from "../app/navigation.ts";

/** Of places outside the frame, by their ids: the first load does without them. */
const OWN: Readonly<Record<string, Icon>> = {
  agents: IconUsersGroup,
  "api-keys": IconKey,
  audit: IconHistory,
  canned: IconBolt,
  "contact-fields": IconForms,
  "entry-points": IconPlugConnected,
  hooks: IconWebhook,
  hours: IconCalendarTime,
  members: IconUsers,
  profile: IconUserCircle,
  queues: IconStack2,
  reasons: IconCoffee,
  roles: IconUserShield,
  "routing-rules": IconRoute,
  security: IconShieldLock,
  "sign-in": IconLogin2,
  skills: IconStar,
  smpp: IconServerBolt,
  support: IconLifebuoy,
  tenant: IconSettings,
  tills: IconCash,
};

/** The icon of a place in menus and in the palette. */
export function iconOf(place: Destination): Icon {
  return OWN[place.id] ?? place.icon;
}
