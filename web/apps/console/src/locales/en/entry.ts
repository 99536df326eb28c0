import signin from "./signin.json";

/** What is said before somebody is signed in. */
export const entryTexts = { signin };
