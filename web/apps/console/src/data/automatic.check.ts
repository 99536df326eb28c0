/** What the server sends can be read as this code expects it; the compiler looks. */
import type { components } from "@guichet/api";
import type * as shapes from "./automatic.ts";
import type * as smpp from "./smpp.ts";
import type { ReceivedText } from "./texts.ts";

type Schemas = components["schemas"];
type Reads<Expected, Sent extends Expected> = Sent;

export type Checked = [
  // What has defaults in the document is always sent whole.
  Reads<Omit<shapes.Trigger, "when" | "limits">, Schemas["TriggerOut"]>,
  Reads<shapes.TriggerRun, Schemas["RunOut"]>,
  Reads<Omit<smpp.SmppAccount, "binds" | "seen_at">, Schemas["SmppAccountOut"]>,
  Reads<Omit<smpp.SmppAccounts, "items">, Schemas["SmppAccounts"]>,
  Reads<ReceivedText, Schemas["ReceivedTextOut"]>,
];
