import { describe, expect, it } from "vitest";
import { hasName } from "./passkeys.ts";

describe("an address passkeys can belong to", () => {
  it.each(["localhost", "guichet.example", "1.example", "10-0-0-1.example"])("%s is a name", (host) => {
    expect(hasName(host)).toBe(true);
  });
  it.each(["127.0.0.1", "10.0.0.12", "[::1]", "[fe80::1]"])("%s is a number", (host) => {
    expect(hasName(host)).toBe(false);
  });
});
