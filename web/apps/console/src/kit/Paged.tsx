import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "./Loaded.tsx";
import classes from "./Paged.module.css";

/** A list that is read page by page, as queries give it. */
export interface PagedList<T> {
  readonly data: { readonly pages: readonly { readonly items: readonly T[] }[] } | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

interface PagedProps<T> {
  readonly list: PagedList<T>;
  /** Shown when there is nothing at all. */
  readonly empty: ReactNode;
  /** What the button says that reads on. */
  readonly more?: string;
  /** Beside that button: how far one has come. */
  readonly note?: ReactNode;
  readonly children: (rows: readonly T[]) => ReactNode;
}

/** Rows that come page by page: pending, failed, none, or there with a way to read on. */
export function Paged<T>({ list, empty, more, note, children }: PagedProps<T>) {
  const rows = rowsOf(list);
  return (
    <>
      <Loaded of={{ data: rows, error: list.error, isPending: list.isPending, refetch: list.refetch }} empty={{ when: (found) => found.length === 0 && !list.hasNextPage, show: empty }}>
        {children}
      </Loaded>
      {list.hasNextPage ? <More list={list} {...(more === undefined ? {} : { label: more })} note={note} /> : null}
    </>
  );
}

/** Everything that was read so far, in one list. */
export const rowsOf = <T,>(list: Pick<PagedList<T>, "data">): readonly T[] | undefined => list.data?.pages.flatMap((page) => page.items);

interface MoreProps {
  readonly list: Pick<PagedList<unknown>, "isFetchingNextPage" | "fetchNextPage">;
  readonly label?: string;
  readonly note?: ReactNode;
}

/** The way to read on. */
function More({ list, label, note }: MoreProps) {
  const { t } = useTranslation();
  return (
    <div className={classes["more"]}>
      {note}
      <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {label ?? t("more")}
      </Button>
    </div>
  );
}
