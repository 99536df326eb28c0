import { Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { homeAddress } from "../app/home.ts";
import { useSession } from "../app/parents.tsx";
import { Logo } from "../kit/Logo.tsx";
import { TenantMark } from "../kit/TenantMark.tsx";
import { useShellTenant } from "./useShellTenant.ts";
import classes from "./TenantSwitch.module.css";

export function TenantSwitch() {
  const { t } = useTranslation();
  const session = useSession();
  const here = useShellTenant();
  if (!here) return <PlatformOnly />;
  if (session.tenants.length < 2) return <Face name={here.name} />;
  return (
    <Menu position="bottom-start" width={240} transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <UnstyledButton className={classes["button"]}>
          <Face name={here.name} choice />
          <VisuallyHidden>{t("shell.switchTenant")}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("shell.tenants")}</Menu.Label>
        {session.tenants.map((tenant) => (
          <TenantItem key={tenant.id} slug={tenant.slug} here={tenant.id === here.id} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function TenantItem({ slug, here }: { readonly slug: string; readonly here: boolean }) {
  const session = useSession();
  const navigate = useNavigate();
  const tenant = session.tenants.find((held) => held.slug === slug);
  if (!tenant) return null;
  return (
    <Menu.Item
      leftSection={<TenantMark name={tenant.name} size={22} />}
      rightSection={here ? <IconCheck size={16} aria-hidden="true" /> : null}
      {...(here ? { "aria-current": true } : {})}
      onClick={() => void navigate({ href: homeAddress(session, tenant) })}
    >
      {tenant.name}
    </Menu.Item>
  );
}

function PlatformOnly() {
  return (
    <div className={classes["face"]}>
      <Logo size={28} />
    </div>
  );
}

function Face({ name, choice = false }: { readonly name: string; readonly choice?: boolean }) {
  return (
    <span className={classes["face"]}>
      <TenantMark name={name} size={28} />
      <Text component="span" fw={600} truncate className={classes["name"]}>
        {name}
      </Text>
      {choice ? <IconSelector size={16} className={classes["chevron"]} aria-hidden="true" /> : null}
    </span>
  );
}
