import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { downloadExport, EXPORTS } from "../../data/imports.ts";
import { Panel } from "../../kit/Page.tsx";
import { useDeed } from "../../kit/useDeed.ts";

/** Everything goes out as easily as it came in. */
export function ExportPanel() {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  const may = useMay("contacts.export");
  const fetching = useDeed({ run: (what: (typeof EXPORTS)[number]) => downloadExport(tenant.id, what) });
  if (!may) return null;
  return (
    <Panel title={t("export.title")} about={t("export.about")}>
      <Group gap="xs">
        {EXPORTS.map((one) => (
          <Button key={one.id} variant="default" leftSection={<IconDownload size={17} />} loading={fetching.isPending && fetching.variables === one} onClick={() => fetching.mutate(one)}>
            {t(`export.${one.id}`)}
          </Button>
        ))}
      </Group>
    </Panel>
  );
}
