import type { Texts } from "./en/index.ts";

type PluralForm = "zero" | "one" | "two" | "few" | "many" | "other";
type WithoutPlural<Key extends string> = Key extends `${infer Plain}_${PluralForm}` ? Plain : never;
type KeysIn<Tree> = { [Key in keyof Tree & string]: Tree[Key] extends string ? Key | WithoutPlural<Key> : `${Key}.${KeysIn<Tree[Key]>}` }[keyof Tree & string];

/** An area of the console that has texts of its own. */
export type Area = keyof Texts;
type Keys = { [One in Area]: KeysIn<Texts[One]> };
type Prefixed = { [One in Area]: `${One}:${Keys[One]}` };

/** What a component may say: the texts of its area; of several, those of the first by their keys, and all with the area before. */
export type Key<Spoken extends Area | readonly Area[] = "common"> = Spoken extends readonly Area[]
  ? Keys[Spoken[0]] | Prefixed[Spoken[number]]
  : Spoken extends Area ? Keys[Spoken] : never;

type Values = Readonly<Record<string, unknown>> & { readonly count?: number };

/** Gives the text of a key in the language of whoever looks; `count` chooses among its plurals. */
export interface Say<Spoken extends Area | readonly Area[] = "common"> {
  (key: Key<Spoken>, values?: Values): string;
  /** Of a key the server made: there may be no text, and then the other is said. */
  (key: string, values: Values & { readonly defaultValue: string }): string;
}
