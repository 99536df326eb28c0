import { describe, expect, it } from "vitest";
import { inTurn } from "./inTurn.ts";

/** A deed that ends when it is told to. */
function deed(done: string[], name: string) {
  let end: (problem?: Error) => void = () => undefined;
  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      done.push(`${name} begins`);
      end = (problem) => {
        done.push(`${name} ends`);
        if (problem) reject(problem);
        else resolve();
      };
    });
  return { run, end: (problem?: Error) => end(problem) };
}

describe("in turn", () => {
  it("what comes later begins after the one before has ended, and only the newest", async () => {
    const done: string[] = [];
    const [first, second, third] = [deed(done, "first"), deed(done, "second"), deed(done, "third")];
    const all = [inTurn("a", first.run), inTurn("a", second.run), inTurn("a", third.run)];
    expect(done).toEqual(["first begins"]);
    first.end();
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    third.end();
    await Promise.all(all);
    expect(done).toEqual(["first begins", "first ends", "third begins", "third ends"]);
  });

  it("goes on after one that failed, and other things do not wait", async () => {
    const done: string[] = [];
    const [first, second, other] = [deed(done, "first"), deed(done, "second"), deed(done, "other")];
    const [one, two] = [inTurn("b", first.run), inTurn("b", second.run)];
    const apart = inTurn("c", other.run);
    expect(done).toEqual(["first begins", "other begins"]);
    other.end();
    await apart;
    first.end(new Error("away"));
    await new Promise((resolve) => setTimeout(resolve));
    second.end();
    await expect(Promise.all([one, two])).resolves.toHaveLength(2);
  });

  it("fails as the last one does, and begins anew afterwards", async () => {
    await expect(inTurn("d", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
    await expect(inTurn("d", () => Promise.resolve())).resolves.toBeUndefined();
  });
});
