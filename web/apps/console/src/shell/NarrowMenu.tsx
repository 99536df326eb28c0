import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Sidebar } from "./Sidebar.tsx";

/** The sidebar, over the screen, where there is no room beside it. */
export function NarrowMenu({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer opened onClose={close} size={300} padding={0} withCloseButton={false} aria-label={t("shell.menu")}>
      <Sidebar inDrawer />
    </Drawer>
  );
}
