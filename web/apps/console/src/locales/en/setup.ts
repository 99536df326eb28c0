import advice from "./advice.json";
import agents from "./agents.json";
import canned from "./canned.json";
import carriers from "./carriers.json";
import hooks from "./hooks.json";
import platform from "./platform.json";
import rules from "./rules.json";
import settings from "./settings.json";
import smpp from "./smpp.json";
import supervision from "./supervision.json";

/** What those read who set up and supervise: fetched with their screens. */
export const setupTexts = { advice, agents, canned, carriers, hooks, platform, rules, settings, smpp, supervision };
