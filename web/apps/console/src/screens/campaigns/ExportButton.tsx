import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { exportCampaign, type Campaign } from "../../data/campaigns.ts";
import { useDeed } from "../../kit/useDeed.ts";

const FORMATS = ["xlsx", "csv"] as const;

/** Who got it and what became of it, to take elsewhere. */
export function ExportButton({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const fetchIt = useDeed({
    run: async (format: (typeof FORMATS)[number]) => give(await exportCampaign(tenant.id, one.id, format), `${one.name.replaceAll(/[\\/:*?"<>|]/gu, " ")}.${format}`),
  });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={17} />} loading={fetchIt.isPending}>
          {t("export.take")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => fetchIt.mutate(format)}>
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function give(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
