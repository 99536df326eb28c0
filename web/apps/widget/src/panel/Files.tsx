import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import type { FileSent } from "./frames.ts";
import type { Upload } from "./state.ts";
import type { Talk } from "./talk.ts";
import { type Key, type Say, sizeName } from "./words.ts";

const PICTURE = /^image\/(png|jpe?g|gif|webp|avif)$/;

/** Drawn from its bytes: a page's policy need not allow pictures from elsewhere. */
function Picture({ blob, url, name }: { blob: Blob | undefined; url: string | null; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const draw = async () => {
      const bytes = blob ?? (url ? await (await fetch(url, { credentials: "omit" })).blob() : null);
      const target = canvas.current;
      if (!bytes || !target) return;
      const picture = await createImageBitmap(bytes, { resizeQuality: "high" });
      target.width = picture.width;
      target.height = picture.height;
      target.getContext("2d")?.drawImage(picture, 0, 0);
    };
    draw().catch(() => setFailed(true));
  }, [blob, url]);
  return failed ? null : (
    <span class="picture" role="img" aria-label={name}>
      <canvas ref={canvas} />
    </span>
  );
}

export function FileView({ file, talk, say }: { file: FileSent; talk: Talk; say: Say }) {
  const { name, state, url } = file;
  const blob = talk.sender?.blob(file.id);
  const about: Key | null = state === "pending" ? "checking" : state === "infected" ? "infected" : null;
  const isPicture = PICTURE.test(file.type) && state !== "infected" && (blob ?? url);
  const inside = (
    <>
      {isPicture ? <Picture blob={blob} url={url} name={name} /> : null}
      <span class="label">
        <span dir="auto">{name}</span> <small>{about ? say(about) : sizeName(file.size, talk.dock.language)}</small>
      </span>
    </>
  );
  return url ? (
    <a class="file" href={url} target="_blank" rel="noopener noreferrer">
      {inside}
    </a>
  ) : (
    <div class="file">{inside}</div>
  );
}

const FAULTS: Partial<Record<string, Key>> = { too_large: "too_large", wrong_type: "type_refused", infected: "infected", lost: "offline", too_many: "too_many" };

function UploadView({ one, talk, say }: { one: Upload; talk: Talk; say: Say }) {
  const { key, name, fault, file, progress } = one;
  const blob = talk.sender?.blob(key);
  return (
    <li class={fault ? "bad" : ""}>
      {blob && PICTURE.test(blob.type) ? <Picture blob={blob} url={null} name="" /> : null}
      <span class="label" dir="auto">
        {name}
        {fault ? <small role="alert">{say(FAULTS[fault] ?? "failed")}</small> : null}
        {fault ?? file ? null : <progress aria-label={name} value={progress} />}
      </span>
      {fault === "lost" ? (
        <button type="button" class="again" onClick={() => talk.sender?.again(key)}>
          {say("retry")}
        </button>
      ) : null}
      <button type="button" class="icon small" aria-label={say("remove", { name })} onClick={() => talk.sender?.detach(key)}>
        <Icon d="M6 6l12 12M18 6 6 18" />
      </button>
    </li>
  );
}

export function Uploads({ talk, say }: { talk: Talk; say: Say }) {
  const { uploads } = talk.state;
  return uploads.length ? (
    <ul class="uploads">
      {uploads.map((one) => (
        <UploadView key={one.key} one={one} talk={talk} say={say} />
      ))}
    </ul>
  ) : null;
}
