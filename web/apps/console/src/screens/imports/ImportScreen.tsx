import { Alert, Button, FileButton, Group, Progress } from "@mantine/core";
import { IconAlertCircle, IconFileX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { importQuery, type ContactImport } from "../../data/imports.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Lines, Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { People } from "../contacts/Tabs.tsx";
import classes from "./imports.module.css";
import { Mapped } from "./Mapped.tsx";
import { bytes } from "./meanings.ts";
import { Outcome } from "./Outcome.tsx";
import { send, useSending } from "./sending.ts";
import { useLiveImport } from "./useLiveImport.ts";

/** One file: on its way, recognised, taken in, and what became of its rows. */
export function ImportScreen() {
  const { import: id } = useParams({ from: "/shell/t/$tenant/imports/$import" });
  const tenant = useTenant();
  const held = useQuery(importQuery(tenant.id, id));
  useLiveImport(id);
  return <Loaded of={held}>{(one) => <Whole key={one.id} one={one} />}</Loaded>;
}

function Whole({ one }: { readonly one: ContactImport }) {
  const { t, i18n } = useTranslation("imports");
  const about = one.rows === null ? bytes(one.size, i18n.language) : `${t("rows", { count: one.rows })} · ${bytes(one.size, i18n.language)}`;
  return (
    <Page title={one.file_name || t("pasted")} about={about}>
      <People here="imports" />
      <Stage one={one} />
    </Page>
  );
}

function Stage({ one }: { readonly one: ContactImport }) {
  const { t } = useTranslation("imports");
  switch (one.state) {
    case "uploading":
      return <Upload one={one} />;
    case "reading":
      return (
        <Panel title={t("reading.title")} about={t("reading.about")}>
          <Lines count={5} />
        </Panel>
      );
    case "ready":
      return <Mapped one={one} />;
    case "failed":
      return <Failed one={one} />;
    default:
      return <Outcome one={one} />;
  }
}

function Failed({ one }: { readonly one: ContactImport }) {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  return (
    <Panel>
      <Empty icon={IconFileX} tone="bad" title={t("failed.title")}
        action={
          <Button component={Link} to="/t/$tenant/imports" params={{ tenant: tenant.slug } as never}>
            {t("failed.other")}
          </Button>
        }>
        {one.problem_text}
      </Empty>
    </Panel>
  );
}

/** How far the file is; after a cut or a reload the same file is asked for, and the rest of it goes. */
function Upload({ one }: { readonly one: ContactImport }) {
  const { t, i18n } = useTranslation("imports");
  const tenant = useTenant();
  const queries = useQueryClient();
  const going = useSending(one.id);
  const [other, setOther] = useState(false);
  const key = importQuery(tenant.id, one.id).queryKey;
  const share = going?.share ?? one.received / Math.max(one.size, 1);
  const waits = !going || Boolean(going.error);
  const go = (file: File | null): void => {
    if (!file) return;
    setOther(file.size !== one.size || file.name.slice(-200) !== one.file_name);
    if (file.size !== one.size) return;
    send(tenant.id, one, file, (now) => {
      if (now) queries.setQueryData(key, now);
      void queries.invalidateQueries({ queryKey: key });
    });
  };
  return (
    <Panel title={t("upload.title")} about={t("upload.about", { size: bytes(one.size, i18n.language) })}>
      <Progress value={share * 100} size="lg" aria-label={t("upload.title")} animated={!waits} />
      <p className={classes["progressSaid"]} aria-live="polite">
        {t("upload.share", { share: new Intl.NumberFormat(i18n.language, { style: "percent" }).format(share) })}
      </p>
      <TroubleNote error={going?.error ?? null} />
      {waits ? (
        <Alert color="yellow" variant="light" icon={<IconAlertCircle size={18} />} mt="md">
          <p className={classes["plain"]}>{t(other ? "upload.other" : "upload.again", { name: one.file_name })}</p>
          <Group mt="xs">
            <FileButton onChange={go}>
              {(props) => (
                <Button {...props} size="compact-md">
                  {t("upload.choose")}
                </Button>
              )}
            </FileButton>
          </Group>
        </Alert>
      ) : null}
    </Panel>
  );
}
