/** As in `shapes.check.ts`, for the room of agents. */
import type * as shapes from "./agents.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];
type Reads<Expected, Sent extends Expected> = Sent;

export type Checked = [
  Reads<shapes.Queue, Schemas["QueueOut"]>,
  Reads<shapes.Skill, Schemas["SkillOut"]>,
  Reads<shapes.AgentProfile, Schemas["AgentOut"]>,
  Reads<shapes.Presence, Schemas["PresenceOut"]>,
  Reads<shapes.NotReadyReason, Schemas["ReasonOut"]>,
  Reads<shapes.Calendar, Schemas["CalendarOut"]>,
];
