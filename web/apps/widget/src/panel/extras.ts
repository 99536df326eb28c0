import own from "./extras.css?inline";
import forms from "./forms.css?inline";

export const css = forms + own;
export { Emoji } from "./Emoji.tsx";
export { Ended, Transcript } from "./Ended.tsx";
export { FileView, Uploads } from "./Files.tsx";
export { Items } from "./Items.tsx";
export { QuickReplies } from "./QuickReplies.tsx";
export { ring } from "./sound.ts";
export { Sender } from "./uploads.ts";
