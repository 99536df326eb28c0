import { Alert, Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBulb } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { adviceQuery, type AdviceAsked, type CampaignBody, type Finding, type Judgement } from "../../data/campaigns.ts";
import { instead, worthSaying } from "./advising.ts";
import classes from "./campaigns.module.css";

/** Typing rests this long before advice is asked for, in milliseconds. */
const REST = 700;

interface Props {
  readonly body: CampaignBody | null;
  readonly recipients: number | null;
  readonly change: (text: string) => void;
}

const askedOf = ({ wording, audience, timing, offer_ends_at }: CampaignBody, recipients: number | null): AdviceAsked => ({
  text: wording.text, sender: wording.sender, answerable: wording.answerable, purpose: wording.purpose, consent: wording.consent, recipients,
  everybody: audience.everybody, at: timing.at, offer_ends_at,
});

/** What the rules say of what stands there, a moment after the last key. */
function useAdvice(body: CampaignBody | null, recipients: number | null) {
  const tenant = useTenant();
  const now = body && body.wording.text.trim() !== "" ? JSON.stringify(askedOf(body, recipients)) : "";
  const [asked] = useDebouncedValue(now, REST);
  const answer = useQuery({ ...adviceQuery(tenant.id, JSON.parse(asked || "{}") as AdviceAsked), enabled: asked !== "", placeholderData: (before) => before });
  return { said: now === "" ? [] : worthSaying(answer.data ?? []), fresh: now === asked && !answer.isPlaceholderData };
}

/** What would be better, each with its why; nothing is forbidden by it. */
export function AdviceNote({ body, recipients, change }: Props) {
  const { t } = useTranslation("campaigns");
  const { said, fresh } = useAdvice(body, recipients);
  const text = body?.wording.text ?? "";
  const colour = said.some((one) => one.grade === "bad") ? "yellow" : "lagoon";
  return (
    <div aria-live="polite">
      {said.length > 0 ? (
        <Alert color={colour} variant="light" icon={<IconBulb size={18} />} title={t("advice.title")} className={classes["tip"] ?? ""}>
          <ul className={classes["advice"]}>
            {said.map((one) => (
              <Rule key={one.rule} one={one} fresh={fresh} take={(finding) => change(instead(text, finding))} />
            ))}
          </ul>
        </Alert>
      ) : null}
    </div>
  );
}

interface RuleProps {
  readonly one: Judgement;
  readonly fresh: boolean;
  readonly take: (finding: Finding) => void;
}

function Rule({ one, fresh, take }: RuleProps) {
  const { t } = useTranslation("campaigns");
  return (
    <li>
      <details>
        <summary>{one.title}</summary>
        <span className={classes["quiet"]}>{one.why}</span>
      </details>
      {one.findings.map((finding) => (
        <div key={`${finding.code} ${finding.start ?? ""}`} className={classes["finding"]}>
          {finding.sentence}
          {finding.instead !== null && finding.start !== null ? (
            <Button size="compact-sm" variant="light" disabled={!fresh} onClick={() => take(finding)}>
              {finding.instead === "" ? t("advice.out") : t("advice.take", { word: finding.instead })}
            </Button>
          ) : null}
        </div>
      ))}
    </li>
  );
}
