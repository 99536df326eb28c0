import { Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TroubleScreen } from "./Trouble.tsx";

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

interface LoadedProps<T> {
  readonly of: Asked<T>;
  /** What stands in the place until the answer comes; of the same height where possible. */
  readonly waiting?: ReactNode;
  /** Shown instead when there is nothing. */
  readonly empty?: { readonly when: (data: T) => boolean; readonly show: ReactNode };
  readonly children: (data: T) => ReactNode;
}

/** Pending, failed, empty or there: every list and screen goes through these four. */
export function Loaded<T>({ of, waiting, empty, children }: LoadedProps<T>) {
  if (of.data !== undefined) return empty?.when(of.data) ? empty.show : children(of.data);
  if (of.isPending) return waiting ?? <Lines />;
  return <TroubleScreen error={of.error} retry={() => void of.refetch()} />;
}

/** Rows to come. */
export function Lines({ count = 4 }: { readonly count?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md" p="lg" role="status" aria-label={t("loading")}>
      {Array.from({ length: count }, (_, row) => (
        <Skeleton key={row} height={14} width={`${90 - ((row * 17) % 45)}%`} radius="sm" />
      ))}
    </Stack>
  );
}
