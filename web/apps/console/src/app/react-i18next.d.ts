// What the console uses of the library, which `tsconfig.json` puts in the place of its own types:
// those work out anew at every call what may be said, which took a third of all type checking.
import type { i18n, ThirdPartyModule } from "i18next";
import type { Area, Say } from "../locales/keys.ts";

export const initReactI18next: ThirdPartyModule;

interface Speaking<Spoken extends Area | readonly Area[]> {
  readonly t: Say<Spoken>;
  readonly i18n: i18n;
}

export function useTranslation(): Speaking<"common">;
export function useTranslation<const Spoken extends Area | readonly Area[]>(spoken: Spoken): Speaking<Spoken>;
