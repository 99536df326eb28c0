/** The screens beside the list of texts, fetched together. */
export { BalanceScreen } from "./BalanceScreen.tsx";
export { ReceivedScreen } from "./ReceivedScreen.tsx";
export { SendersScreen } from "./SendersScreen.tsx";
export { StopsScreen } from "./StopsScreen.tsx";
