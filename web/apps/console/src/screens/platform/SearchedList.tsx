import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, type InfiniteData, type UndefinedInitialDataInfiniteOptions } from "@tanstack/react-query";
import type { PageOf } from "@guichet/api";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";

/** Typing rests this long before the list is asked for, in milliseconds. */
const REST = 250;

type ListOptions<T> = UndefinedInitialDataInfiniteOptions<PageOf<T>, Error, InfiniteData<PageOf<T>>, string[], string | null>;

interface Props<T> {
  readonly options: (search: string) => ListOptions<T>;
  readonly placeholder: string;
  readonly empty: (search: string) => ReactNode;
  readonly children: (rows: readonly T[]) => ReactNode;
}

/** A list that is searched on the server and shown page by page. */
export function SearchedList<T>({ options, placeholder, empty, children }: Props<T>) {
  const { t } = useTranslation("platform");
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search.trim(), REST);
  const list = useInfiniteQuery(options(asked));
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <TextInput mb="md" maw={420} value={search} onChange={(event) => setSearch(event.currentTarget.value)}
        leftSection={<IconSearch size={16} />} placeholder={placeholder} aria-label={placeholder} />
      <Panel flush>
        <Loaded
          of={{ data: rows, error: list.error, isPending: list.isPending, refetch: list.refetch }}
          empty={{ when: (found) => found.length === 0, show: empty(asked) }}
        >
          {children}
        </Loaded>
      </Panel>
      {list.hasNextPage && (
        <Button mt="md" variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("tenants.more")}
        </Button>
      )}
    </>
  );
}
