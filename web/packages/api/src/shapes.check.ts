/**
 * The shapes written by hand against those generated from the API's document: this file compiles
 * as long as what the server sends is what the screens expect.
 */
import type * as advice from "./advice.ts";
import type { components } from "./schema.ts";
import type { InvitationFigures } from "./figures.ts";
import type { ChannelKind } from "./channels.ts";
import type * as shapes from "./shapes.ts";
import type { ToldWait } from "./waits.ts";

type Schemas = components["schemas"];

/** What the server sends (`Sent`) can be read as what a screen expects (`Expected`). */
type Reads<Expected, Sent extends Expected> = Sent;

export type Checked = [
  Reads<shapes.Interaction, Schemas["InteractionOut"]>,
  Reads<ToldWait, Schemas["PromiseOut"]>,
  Reads<shapes.Message, Schemas["MessageOut"]>,
  Reads<shapes.InteractionContext, Schemas["ContextOut"]>,
  Reads<shapes.Draft, Schemas["DraftOut"]>,
  Reads<shapes.CannedReply, Schemas["CannedOut"]>,
  Reads<shapes.FilledReply, Schemas["FilledOut"]>,
  Reads<shapes.Mention, Schemas["MentionOut"]>,
  Reads<shapes.SessionUser, Schemas["Me"]>,
  Reads<shapes.SessionTenant, Schemas["MyTenant"]>,
  Reads<shapes.SignInOptions, Schemas["Options"]>,
  Reads<shapes.SignInStep, Schemas["SignedIn"]>,
  Reads<shapes.Tenant, Schemas["guichet__accounts__tenants__schemas__TenantOut"]>,
  Reads<shapes.Member, Schemas["MemberOut"]>,
  Reads<shapes.Invitation, Schemas["InvitationOut"]>,
  Reads<shapes.InvitationPreview, Schemas["InvitationPreview"]>,
  Reads<shapes.ApiKey, Schemas["ApiKeyOut"]>,
  Reads<shapes.NewApiKey, Schemas["NewApiKeyOut"]>,
  Reads<shapes.OidcProvider, Schemas["ProviderOut"]>,
  Reads<shapes.AuditEntry, Schemas["EntryOut"]>,
  Reads<shapes.AuditReport, Schemas["ReportOut"]>,
  Reads<shapes.SupportGrant, Schemas["SupportGrantOut"]>,
  Reads<shapes.EntryPoint, Schemas["EntryPointOut"]>,
  Reads<shapes.Passkey, Schemas["PasskeyOut"]>,
  Reads<shapes.UserSession, Schemas["SessionOut"]>,
  Reads<shapes.RoleMatrix, Schemas["Matrix"]>,
  Reads<shapes.TotpStart, Schemas["Enrolled"]>,
  Reads<shapes.RecoveryCodes, Schemas["RecoveryCodes"]>,
  Reads<shapes.Contact, Schemas["ContactCardOut"]>,
  Reads<InvitationFigures, Schemas["InvitationFiguresOut"]>,
  Reads<advice.AdviceRequest, Schemas["AdviceOut"]>,
  Reads<advice.AdviceWithWords, Schemas["AdviceWithWords"]>,
  Reads<ChannelKind, Schemas["ChannelOut"]>,
];
