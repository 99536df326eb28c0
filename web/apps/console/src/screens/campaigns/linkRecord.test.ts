import { expect, test } from "vitest";
import { hostIn, isHost, recordFor } from "./linkRecord.ts";

test.each([
  ["https://Go.Shop.example/l/", "go.shop.example"],
  ["  go.shop.example. ", "go.shop.example"],
  ["http://go.shop.example?x=1", "go.shop.example"],
])("%s is the host %s", (typed, host) => {
  expect(hostIn(typed)).toBe(host);
});

test("what is no name of a host is told before it is sent", () => {
  expect(["go.shop.example", "a-b.re"].map(isHost)).toEqual([true, true]);
  expect(["go", "go shop.example", "-go.example", "192.0.2.1", ""].map(isHost)).toEqual([false, false, false, false, false]);
});

test("a name in front of a domain is an alias; the bare domain cannot be one", () => {
  expect(recordFor("go.shop.example", "guichet.example")).toEqual({ type: "CNAME", name: "go", whole: "go.shop.example", value: "guichet.example" });
  expect(recordFor("shop.example", "guichet.example")).toBeNull();
});
