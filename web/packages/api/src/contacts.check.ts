/** As in `shapes.check.ts`, for contacts. */
import type * as shapes from "./contacts.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];
type Reads<Expected, Sent extends Expected> = Sent;

export type Checked = [
  Reads<shapes.ContactSummary, Schemas["ContactOut"]>,
  Reads<shapes.ContactCard, Schemas["ContactCardOut"]>,
  Reads<shapes.AttributeDefinition, Schemas["AttributeOut"]>,
  Reads<shapes.Company, Schemas["CompanyOut"]>,
  Reads<shapes.ContactNote, Schemas["NoteOut"]>,
  Reads<shapes.NoteEdition, Schemas["EditionOut"]>,
  Reads<shapes.Consent, Schemas["ConsentOut"]>,
  Reads<shapes.Duplicate, Schemas["DuplicateOut"]>,
  Reads<shapes.DuplicatePair, Schemas["PairOut"]>,
  Reads<shapes.TimelineEntry, Schemas["TimelineEntryOut"]>,
  Reads<shapes.HandoffLink, Schemas["LinkOut"]>,
];
