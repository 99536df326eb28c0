import { Anchor, Badge, Button, Group, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconChecks } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { decideReview, reviewsQuery, type ReviewState, type SendingReview } from "../../data/reviews.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { Empty } from "../../kit/Empty.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { When } from "../../kit/When.tsx";
import classes from "./platform.module.css";

const STATES = ["waiting", "approved", "refused"] as const;
const CHANGES = [["platform", "reviews"]] as const;

/** The first offers of new companies: looked at before they go. */
export function ReviewsScreen() {
  const { t } = useTranslation("platform");
  const [state, setState] = useState<ReviewState>("waiting");
  const list = useInfiniteQuery(reviewsQuery(state));
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <Page title={t("reviews.title")} about={t("reviews.about")} width="reading">
      <SegmentedControl mb="md" value={state} onChange={(next) => setState(next)} aria-label={t("reviews.which")}
        data={STATES.map((one) => ({ value: one, label: t(`reviews.${one}`) }))} />
      <Loaded
        of={{ data: rows, error: list.error, isPending: list.isPending, refetch: list.refetch }}
        empty={{ when: (found) => found.length === 0, show: <Empty icon={IconChecks} title={t(`reviews.no_${state}`)}>{t("reviews.empty")}</Empty> }}
      >
        {(found) => <Stack gap="md">{found.map((review) => <Review key={review.id} review={review} />)}</Stack>}
      </Loaded>
      {list.hasNextPage && (
        <Button mt="md" variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("tenants.more")}
        </Button>
      )}
    </Page>
  );
}

interface ReviewProps {
  readonly review: SendingReview;
}

function Review({ review }: ReviewProps) {
  const { t } = useTranslation("platform");
  return (
    <Panel title={review.tenant_name} about={t("reviews.count", { count: review.recipients })} actions={<Outcome review={review} />}>
      <Stack gap="sm">
        {review.samples.map((sample) => (
          <figure key={`${sample.sender ?? ""} ${sample.text}`} className={classes["sample"]}>
            <blockquote>{sample.text}</blockquote>
            <figcaption>{sample.sender ? t("reviews.from", { sender: sample.sender }) : t("reviews.from_route")}</figcaption>
          </figure>
        ))}
        <Text size="sm" c="dimmed">
          {t("reviews.asked")} <When at={review.asked_at} />
          {review.state === "waiting" ? <> · {t("reviews.expected")} <When at={review.expected_at} /></> : null}
        </Text>
        {review.reason ? <Text size="sm">{t("reviews.because", { reason: review.reason })}</Text> : null}
        <Group justify="space-between">
          <Anchor component={Link} to={`/platform/tenants/${review.tenant_id}`} size="sm">{t("reviews.company")}</Anchor>
          {review.state === "waiting" ? <Deeds review={review} /> : null}
        </Group>
      </Stack>
    </Panel>
  );
}

function Outcome({ review }: ReviewProps) {
  const { t } = useTranslation("platform");
  if (review.state === "waiting") return null;
  const words = review.by_name ? t(`reviews.${review.state}_by`, { name: review.by_name }) : t(`reviews.${review.state}`);
  return <Badge color={review.state === "approved" ? "green" : "red"}>{words}</Badge>;
}

function Deeds({ review }: ReviewProps) {
  const { t } = useTranslation("platform");
  const [refusing, setRefusing] = useState(false);
  const approve = useDeed({
    run: () => decideReview(review, true, null),
    changes: CHANGES,
    said: t("reviews.let_go", { name: review.tenant_name }),
  });
  return (
    <Group gap="xs">
      <Button size="sm" variant="default" c="var(--g-bad)" onClick={() => setRefusing(true)}>{t("reviews.refuse")}</Button>
      <Button size="sm" loading={approve.isPending} onClick={() => approve.mutate(undefined)}>{t("reviews.approve")}</Button>
      {refusing ? <RefuseDialog review={review} close={() => setRefusing(false)} /> : null}
    </Group>
  );
}

function RefuseDialog({ review, close }: ReviewProps & { readonly close: () => void }) {
  const { t } = useTranslation("platform");
  const queries = useQueryClient();
  const form = useForm({ initialValues: { reason: "" } });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    await decideReview(review, false, values.reason.trim());
    close();
    await queries.invalidateQueries({ queryKey: CHANGES[0] });
  });
  return (
    <FormDialog title={t("reviews.refuse_title", { name: review.tenant_name })} close={close} submit={form.onSubmit((values) => void submit(values))}
      busy={busy} error={error} action={t("reviews.refuse_now")}>
      <Text mb="md">{t("reviews.refuse_about")}</Text>
      <Textarea label={t("reviews.reason")} required withAsterisk={false} autosize minRows={2} maxLength={500} data-autofocus {...form.getInputProps("reason")} />
    </FormDialog>
  );
}
