/** What the server sends can be read as this code expects it; the compiler looks. */
import type { components } from "@guichet/api";
import type * as differences from "./campaignDifference.ts";
import type * as codes from "./campaignCodes.ts";
import type * as shapes from "./campaigns.ts";
import type { TakenIn } from "./taking.ts";

type Schemas = components["schemas"];
type Reads<Expected, Sent extends Expected> = Sent;

export type Checked = [
  // What was written has defaults in the document, and is always sent whole.
  Reads<Omit<shapes.Campaign, keyof shapes.CampaignBody>, Schemas["CampaignOut"]>,
  Reads<shapes.Results, Schemas["ResultsOut"]>,
  Reads<shapes.Recipient, Schemas["RecipientOut"]>,
  Reads<shapes.Exclusion, Schemas["ExclusionOut"]>,
  Reads<differences.Difference, Schemas["ListDifferenceOut"]>,
  Reads<differences.Changed, Schemas["ChangedOut"]>,
  Reads<shapes.Judgement, Schemas["JudgementOut"]>,
  Reads<shapes.TextName, Schemas["NameOut"]>,
  Reads<shapes.KeptText, Schemas["TemplateOut"]>,
  Reads<shapes.LinkFigures, Schemas["LinkFiguresOut"]>,
  Reads<shapes.Purchases, Schemas["PurchasesOut"]>,
  Reads<codes.LinkAddress, Schemas["LinkAddressOut"]>,
  Reads<codes.Code, Schemas["CodeOut"]>,
  Reads<codes.CodeFigures, Schemas["CodeFiguresOut"]>,
  Reads<TakenIn, Schemas["ImportOut"]>,
];
