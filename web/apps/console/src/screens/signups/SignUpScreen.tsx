import { Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { currentLanguage } from "../../app/i18n.ts";
import { changePage, createPage, pageQuery, pagesKey, type SignUpPage } from "../../data/signups.ts";
import { numbersQuery } from "../../data/texts.ts";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page } from "../../kit/Page.tsx";
import { SaveBar } from "../../kit/SaveBar.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { People } from "../contacts/Tabs.tsx";
import { bodyOf, formOf, proposed, type PageForm } from "./body.ts";
import { Fields } from "./Fields.tsx";
import { Keywords } from "./Keywords.tsx";
import { Outside } from "./Outside.tsx";
import classes from "./signups.module.css";

/** A page that is not there yet. */
export function NewSignUpScreen() {
  const { t } = useTranslation(["signups", "contacts"]);
  const tenant = useTenant();
  const numbers = useQuery(numbersQuery(tenant.id));
  return (
    <Page title={t("new")} about={t("new_about")}>
      <People here="signups" />
      <Loaded of={numbers}>
        {(held) => <PageEditor start={proposed(tenant.name, tenant.territory, currentLanguage(), held[0]?.number ?? null)} page={null} />}
      </Loaded>
    </Page>
  );
}

/** A page: its link, its QR code, what came of it, what it says and asks. */
export function SignUpScreen() {
  const { t } = useTranslation(["signups", "contacts"]);
  const { page: id } = useParams({ from: "/shell/t/$tenant/signups/$page" });
  const tenant = useTenant();
  const page = useQuery(pageQuery(tenant.id, id));
  return (
    <Page title={page.data?.name ?? t("title")} about={t("page_about")}>
      <People here="signups" />
      <Loaded of={page}>
        {(found) => (
          <div className={classes["two"]}>
            <PageEditor key={found.version} start={formOf(found)} page={found} />
            <Stack gap={0}>
              <Outside page={found} />
              <Keywords page={found} />
            </Stack>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function PageEditor({ start, page }: { readonly start: PageForm; readonly page: SignUpPage | null }) {
  const { t } = useTranslation("signups");
  const tenant = useTenant();
  const may = useMay("segments.manage");
  const go = useNavigate();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm<PageForm>({ initialValues: start });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const body = bodyOf(values);
    const saved = page ? await changePage(tenant.id, page.id, body) : await createPage(tenant.id, body, keyFor(body));
    queries.setQueryData(pageQuery(tenant.id, saved.id).queryKey, saved);
    await queries.invalidateQueries({ queryKey: pagesKey(tenant.id) });
    notifications.show({ message: t("saved") });
    if (!page) await go({ to: "/t/$tenant/signups/$page", params: { tenant: tenant.slug, page: saved.id } });
  });
  const leave = (): void => void go({ to: "/t/$tenant/signups", params: { tenant: tenant.slug } });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))} className={classes["main"] ?? ""}>
      <TroubleNote error={error} />
      <fieldset disabled={!may} className={classes["bare"] ?? ""}>
        <Fields form={form} />
      </fieldset>
      {may ? <SaveBar busy={busy} dirty={page === null || form.isDirty()} action={page ? t("save") : t("create")} leave={leave} /> : null}
    </form>
  );
}
