import account from "./account.json";
import agents from "./agents.json";
import common from "./common.json";
import contacts from "./contacts.json";
import desk from "./desk.json";
import platform from "./platform.json";
import rules from "./rules.json";
import settings from "./settings.json";
import signin from "./signin.json";
import supervision from "./supervision.json";

import type { Texts } from "../en/index.ts";

export const texts: Texts = { account, agents, common, contacts, desk, platform, rules, settings, signin, supervision };

