import { Refused } from "@guichet/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTenant } from "../../app/parents.tsx";
import { campaignQuery, changeCampaign, createCampaign, previewQuery, type Campaign, type CampaignBody, type Preview } from "../../data/campaigns.ts";
import { inTurn } from "../../kit/inTurn.ts";

/** Typing rests this long before it is kept, in milliseconds. */
const REST = 500;

/** What the server has of it; no id as long as it has nothing. */
interface Held {
  readonly id: string | null;
  readonly version: number;
  readonly text: string;
}

export interface Kept {
  readonly id: string | null;
  readonly version: number;
  /** What stands there now is kept. */
  readonly kept: boolean;
  readonly error: unknown;
  readonly again: () => void;
  readonly preview: Preview | null;
  /** The preview is of what stands there now. */
  readonly fresh: boolean;
  readonly previewError: unknown;
}

/** Keeps what is written on the server while it is written, and asks what it would come to. */
export function useKept(start: Campaign | null, body: CampaignBody | null, whole: boolean, created: (id: string) => void): Kept {
  const now = body ? JSON.stringify(body) : "";
  const { held, error, again } = useKeeping(start, now, created);
  const kept = now === "" || now === held.text;
  const preview = usePreview(held, whole);
  return {
    id: held.id,
    version: held.version,
    kept,
    error: kept ? null : error,
    again: () => again(now),
    preview: preview.data,
    fresh: kept && preview.fresh,
    previewError: preview.error,
  };
}

const heldOf = (start: Campaign | null, now: string): Held => (start ? { id: start.id, version: start.version, text: now } : { id: null, version: 0, text: "" });

/** One request after the other; of several that wait the newest says all. */
function useKeeping(start: Campaign | null, now: string, created: (id: string) => void) {
  const tenant = useTenant();
  const queries = useQueryClient();
  const last = useRef(start);
  const key = useRef(crypto.randomUUID());
  const [held, setHeld] = useState(() => heldOf(start, now));
  const [error, setError] = useState<unknown>(null);
  const keep = (next: CampaignBody): Promise<Campaign> => {
    const known = last.current;
    return known ? changeCampaign(tenant.id, known.id, known.version, next) : createCampaign(tenant.id, next, key.current);
  };
  const save = (text: string): void => {
    const run = async (): Promise<void> => {
      const isNew = last.current === null;
      const made = await keep(JSON.parse(text) as CampaignBody);
      last.current = made;
      queries.setQueryData(campaignQuery(tenant.id, made.id).queryKey, made);
      setHeld({ id: made.id, version: made.version, text });
      setError(null);
      if (isNew) created(made.id);
    };
    inTurn(`campaign ${key.current}`, run).catch(setError);
  };
  const onRest = useEffectEvent(save);
  useEffect(() => {
    if (now === "" || now === held.text) return undefined;
    const timer = setTimeout(() => onRest(now), REST);
    return () => clearTimeout(timer);
  }, [now, held.text]);
  // Who was told that it was changed elsewhere, and goes on, writes over it knowingly.
  const again = (text: string): void => {
    const known = last.current;
    if (!known || !isChangedElsewhere(error)) {
      save(text);
      return;
    }
    const renew = async (): Promise<void> => {
      last.current = await queries.query({ ...campaignQuery(tenant.id, known.id), staleTime: 0 });
    };
    renew().then(() => save(text), setError);
  };
  return { held, error, again };
}

export const isChangedElsewhere = (error: unknown): boolean => error instanceof Refused && error.code === "changed_meanwhile";

/** What sending the kept draft would come to. */
function usePreview({ id, version }: Held, whole: boolean) {
  const tenant = useTenant();
  const query = useQuery({ ...previewQuery(tenant.id, id ?? "", version), enabled: id !== null && whole, placeholderData: (before) => before });
  return { data: whole ? (query.data ?? null) : null, fresh: query.isSuccess && !query.isPlaceholderData && !query.isFetching, error: query.error };
}
