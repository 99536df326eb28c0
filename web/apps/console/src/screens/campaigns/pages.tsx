/** The screens beside the list of campaigns, fetched together. */
export { AutomaticScreen } from "./automatic/AutomaticScreen.tsx";
export { NewAutomaticScreen } from "./automatic/NewAutomaticScreen.tsx";
export { OneAutomaticScreen } from "./automatic/OneAutomaticScreen.tsx";
export { CodesScreen } from "./CodesScreen.tsx";
export { CompareScreen } from "./CompareScreen.tsx";
export { LinksScreen } from "./LinksScreen.tsx";
