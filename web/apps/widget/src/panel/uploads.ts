// Files on their way to the server: XMLHttpRequest, for fetch tells no progress.
import type { FileSent } from "./frames.ts";
import type { Upload } from "./state.ts";
import type { Talk } from "./talk.ts";

interface Refused {
  code?: string;
}

export class Sender {
  readonly #talk: Talk;
  readonly #requests = new Map<number, XMLHttpRequest>();
  readonly #blobs = new Map<number | string, File>();
  #last = 0;

  constructor(talk: Talk) {
    this.#talk = talk;
  }

  attach(files: readonly File[]): void {
    for (const file of files) {
      const key = ++this.#last;
      this.#blobs.set(key, file);
      const fresh: Upload = { key, name: file.name, size: file.size, progress: 0, file: null, fault: null };
      this.#talk.set({ uploads: [...this.#talk.state.uploads, fresh] });
      this.again(key);
    }
  }

  detach(key: number): void {
    this.#requests.get(key)?.abort();
    this.#talk.happen({ kind: "upload", key, change: null });
  }

  again(key: number): void {
    const file = this.#blobs.get(key);
    if (!file) return;
    const change = (values: Partial<Upload>) => this.#talk.happen({ kind: "upload", key, change: values });
    const { origin, site } = this.#talk.dock;
    const request = new XMLHttpRequest();
    this.#requests.set(key, request);
    change({ progress: 0, fault: null });
    request.open("POST", `${origin}/visitor/${encodeURIComponent(site.key)}/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Authorization", `Bearer ${this.#talk.token}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => change({ progress: total ? loaded / total : 0 });
    request.onload = () => {
      if (request.status === 201) change({ file: request.response as FileSent, progress: 1 });
      else change({ fault: (request.response as Refused | null)?.code ?? "lost" });
    };
    request.onerror = () => change({ fault: "lost" });
    request.send(file);
  }

  /** The network is back. */
  resume(): void {
    for (const one of this.#talk.state.uploads) if (one.fault === "lost") this.again(one.key);
  }

  /** They are part of a message now. */
  sent(uploads: readonly Upload[]): void {
    for (const { key, file } of uploads) {
      const blob = this.#blobs.get(key);
      if (file && blob) this.#blobs.set(file.id, blob);
    }
  }

  /** What the visitor chose themselves is shown without asking the server for it. */
  blob(key: number | string): File | undefined {
    return this.#blobs.get(key);
  }
}
