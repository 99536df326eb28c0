export { Emoji } from "./Emoji.tsx";
export { Ended, Transcript } from "./Ended.tsx";
export { default as css } from "./extras.css?inline";
export { FileView, Uploads } from "./Files.tsx";
export { Items } from "./Items.tsx";
export { ring } from "./sound.ts";
export { Sender } from "./uploads.ts";
