import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconShieldCheck, IconShieldPause, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isolateRoute, joinRoute, removeRoute, routeQuery, routesQuery, switchRoute, testRoute, type RouteTest } from "../../../data/carriers.ts";
import { useRemoval } from "../../../kit/removal.ts";
import { sayWithUndo } from "../../../kit/saved.tsx";
import { useTrouble } from "../../../kit/Trouble.tsx";
import classes from "./carriers.module.css";
import { TestWords } from "./TestWords.tsx";
import type { LiveRoute } from "./useLiveRoutes.ts";

/** What can be done to a route: the two that are pressing as buttons, the rest in a menu. */
export function RouteDeeds({ route }: { readonly route: LiveRoute }) {
  const { t } = useTranslation("carriers");
  const deeds = useRouteDeeds(route);
  const remove = useRemoval();
  const removal = {
    id: route.id,
    said: t("deeds.removed", { title: route.title }),
    list: routesQuery.queryKey,
    remove: ({ keepalive }: { keepalive?: boolean }) => removeRoute(route.id, keepalive),
  };
  return (
    <div className={classes["deeds"]}>
      {route.enabled ? (
        <IsolateButton route={route} deeds={deeds} />
      ) : (
        <Button size="sm" variant="default" loading={deeds.busy} aria-label={t("deeds.start_one", { title: route.title })} leftSection={<IconPlayerPlay size={16} />} onClick={() => void deeds.turn(true)}>
          {t("deeds.start")}
        </Button>
      )}
      <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
        <Menu.Target>
          <ActionIcon size="lg" aria-label={t("deeds.more", { title: route.title })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} component={Link} to={`/platform/carriers/${route.id}`}>
            {t("deeds.edit")}
          </Menu.Item>
          <Menu.Item leftSection={<IconPlugConnected size={16} />} onClick={() => void deeds.test((told) => { showTest(told, t(told.ok ? "test.ok" : "test.failed", { title: route.title })); })}>
            {t("deeds.test")}
          </Menu.Item>
          <Menu.Item leftSection={route.enabled ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />} onClick={() => void deeds.turn(!route.enabled)}>
            {t(route.enabled ? "deeds.stop" : "deeds.start")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => remove(removal)}>
            {t("deeds.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

export type Deeds = ReturnType<typeof useRouteDeeds>;

export function IsolateButton({ route, deeds }: { readonly route: Pick<LiveRoute, "isolated_at" | "title">; readonly deeds: Deeds }) {
  const { t } = useTranslation("carriers");
  const isolated = route.isolated_at !== null;
  return (
    <Button size="sm" variant="default" loading={deeds.busy} aria-label={t(isolated ? "deeds.join_one" : "deeds.isolate_one", { title: route.title })}
      leftSection={isolated ? <IconShieldCheck size={16} /> : <IconShieldPause size={16} />}
      onClick={() => void (isolated ? deeds.join() : deeds.isolate())}>
      {t(isolated ? "deeds.join" : "deeds.isolate")}
    </Button>
  );
}

/** The deeds of a route, each with one click; what can be taken back says so. */
export function useRouteDeeds(route: Pick<LiveRoute, "id" | "title">) {
  const { t } = useTranslation("carriers");
  const queries = useQueryClient();
  const tell = useTrouble();
  const [busy, setBusy] = useState(false);
  const [test, setTest] = useState<RouteTest | null>(null);
  const run = async (deed: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    try {
      await deed();
      await queries.invalidateQueries({ queryKey: routeQuery(route.id).queryKey });
      return true;
    } catch (error) {
      notifications.show({ color: "red", message: tell(error) });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const join = (): Promise<boolean> => run(() => joinRoute(route.id));
  return {
    busy,
    result: test,
    join,
    isolate: async () => {
      if (await run(() => isolateRoute(route.id, t("deeds.by_hand")))) sayWithUndo(t("deeds.isolated", { title: route.title }), () => void join());
    },
    turn: async (on: boolean) => {
      if (await run(() => switchRoute(route.id, on))) notifications.show({ message: t(on ? "deeds.started" : "deeds.stopped", { title: route.title }) });
    },
    /** The answer is the `result`, or is given to `say`. */
    test: (say: (told: RouteTest) => void = setTest) =>
      run(async () => {
        say(await testRoute(route.id));
      }),
  };
}

/** What a test said, where the screen is about more than the route. */
function showTest(told: RouteTest, title: string): void {
  const message = (
    <div role="status">
      <Text fw={550}>{title}</Text>
      <TestWords told={told} />
    </div>
  );
  notifications.show({ color: told.ok ? "lagoon" : "red", message, autoClose: told.ok ? 6_000 : false });
}
