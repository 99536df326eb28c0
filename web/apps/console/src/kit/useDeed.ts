import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useTrouble } from "./Trouble.tsx";

interface Deed<V, R> {
  readonly run: (variables: V) => Promise<R>;
  /** Lists and values that are different afterwards. */
  readonly changes?: readonly QueryKey[];
  /** What to say when it is done; nothing when the screen shows it by itself. */
  readonly said?: string;
}

/** One click that changes something: says when it failed, renews what changed. */
export function useDeed<V, R>({ run, changes = [], said }: Deed<V, R>) {
  const queries = useQueryClient();
  const tell = useTrouble();
  return useMutation({
    mutationFn: run,
    onSuccess: async () => {
      if (said) notifications.show({ message: said });
      await Promise.all(changes.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
    onError: (error) => notifications.show({ color: "red", message: tell(error) }),
  });
}
