export { connect, type ConnectOptions } from "./connection.ts";
export type { LiveConnection, LiveItem, Signal, TopicState, TopicView } from "./types.ts";
