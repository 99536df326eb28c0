/** Channels and what can be set of them; checked in `shapes.check.ts`. */
import type { Language } from "./shapes.ts";

interface InWords {
  readonly title?: string;
  readonly description?: string;
  /** Names of the values to choose from. */
  readonly titles?: Readonly<Record<string, string>>;
}

/** One setting of a channel: JSON schema, in English with the French beside. */
export interface SettingSchema extends InWords {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly SettingSchema[];
  readonly default?: unknown;
  /** What of the company's it names: one of its queues, one of its numbers. */
  readonly of?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly fr?: InWords;
  /** A shape of its own, by its place in the whole schema: `#/$defs/Subject`. */
  readonly $ref?: string;
  /** Of a list: what each of its items is. */
  readonly items?: SettingSchema;
  readonly maxItems?: number;
  /** Of a group: its parts. */
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly required?: readonly string[];
  /** Of names and values: what each value is. */
  readonly additionalProperties?: SettingSchema;
}

export interface ChannelKind {
  readonly kind: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly description: Readonly<Record<Language, string>>;
  readonly capabilities: readonly string[];
  /** Whether entry points of it are opened by hand. */
  readonly offered: boolean;
  readonly settings_schema: {
    readonly properties?: Readonly<Record<string, SettingSchema>>;
    readonly required?: readonly string[];
    readonly $defs?: Readonly<Record<string, SettingSchema>>;
  };
}
