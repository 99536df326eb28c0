import type { ColorScheme, Language } from "@guichet/api";
import { useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { currentLanguage, speak } from "../app/i18n.ts";
import { useSession } from "../app/parents.tsx";
import { changeProfile } from "../data/account.ts";
import { sessionQuery } from "../data/session.ts";

/** On entering: the language and colours the person chose, on whatever machine. */
export function usePreferencesOf(): void {
  const { user } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => setColorScheme(user.color_scheme), [user.color_scheme, setColorScheme]);
  useEffect(() => {
    if (user.language !== currentLanguage()) void speak(user.language);
  }, [user.language]);
}

/** Changes language or colours at once, and remembers them with the person. */
export function useChangePreferences() {
  const queries = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const remember = async (change: { language?: Language; color_scheme?: ColorScheme }): Promise<void> => {
    queries.setQueryData(sessionQuery.queryKey, (old) => (old ? { ...old, user: { ...old.user, ...change } } : old));
    await changeProfile(change);
  };
  return {
    language: async (language: Language): Promise<void> => {
      await speak(language);
      await remember({ language });
    },
    colours: async (scheme: ColorScheme): Promise<void> => {
      setColorScheme(scheme);
      await remember({ color_scheme: scheme });
    },
  };
}
