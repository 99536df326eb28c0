import { Refused } from "@guichet/api";
import { beforeEach, expect, test, vi } from "vitest";
import { attach, attachAgain, attachmentsOf, detach, forget, MOST_FILES, stillSending, worthAgain, type Attachment } from "./attachments.ts";

const sendFile = vi.hoisted(() => vi.fn());
vi.mock("../../data/desk.ts", () => ({ sendFile }));

/** Milliseconds on a busy machine. */
const WITHIN = 20_000;
const bill = new File(["%PDF"], "facture.pdf", { type: "application/pdf" });
function one(): Attachment {
  const first = attachmentsOf("i1")[0];
  if (!first) throw new Error("nothing is attached");
  return first;
}

beforeEach(() => {
  forget("i1");
  sendFile.mockReset();
});

test("a file is on its way, tells how it goes, and is there", async () => {
  let arrive: (value: { id: string }) => void = () => undefined;
  sendFile.mockImplementation((_tenant, _file, { progress }: { progress: (share: number) => void }) => {
    progress(0.5);
    return new Promise((resolve) => (arrive = resolve));
  });
  attach("t", "i1", [bill]);
  expect(one()).toMatchObject({ progress: 0.5, id: null, trouble: null });
  expect(stillSending(attachmentsOf("i1"))).toBe(true);
  expect(attachmentsOf("i2")).toEqual([]);
  arrive({ id: "f1" });
  await vi.waitFor(() => expect(one().id).toBe("f1"), WITHIN);
  expect(stillSending(attachmentsOf("i1"))).toBe(false);
});

test("what is refused says why; what broke off is tried again", async () => {
  const refused = new Refused({ type: "", title: "", status: 413, code: "file_too_large", detail: "50 Mo au plus." });
  sendFile.mockRejectedValueOnce(refused);
  attach("t", "i1", [bill]);
  await vi.waitFor(() => expect(one().trouble).toBe(refused), WITHIN);
  expect(worthAgain(refused)).toBe(false);
  expect(worthAgain(new Error("away"))).toBe(true);
  sendFile.mockResolvedValueOnce({ id: "f2" });
  attachAgain("t", "i1", one());
  await vi.waitFor(() => expect(one()).toMatchObject({ id: "f2", trouble: null }), WITHIN);
});

test("one that is taken back stops going, and no more than the most are taken", () => {
  let stopped = false;
  sendFile.mockImplementation((_tenant, _file, { signal }: { signal: AbortSignal }) => {
    signal.addEventListener("abort", () => (stopped = true));
    return new Promise(() => undefined);
  });
  expect(attach("t", "i1", Array.from({ length: MOST_FILES + 2 }, () => bill))).toBe(2);
  detach("i1", one().key);
  expect(stopped).toBe(true);
  expect(attachmentsOf("i1")).toHaveLength(MOST_FILES - 1);
});
