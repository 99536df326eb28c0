import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askedDesktop, desktopState, showOnDesktop, turnDesktop, worthOffering } from "./desktop.ts";

const shown = vi.fn();

function browserSays(permission: NotificationPermission, answer: NotificationPermission = permission): void {
  class Fake extends EventTarget {
    static permission = permission;
    static requestPermission(): Promise<NotificationPermission> {
      Fake.permission = answer;
      return Promise.resolve(answer);
    }
    constructor(title: string) {
      super();
      shown(title);
    }
    close(): void {
      shown("closed");
    }
  }
  vi.stubGlobal("Notification", Fake);
  vi.stubGlobal("isSecureContext", true);
}

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.unstubAllGlobals();
  shown.mockReset();
});

test("they are offered once, and on when the person and the browser agree", async () => {
  browserSays("default", "granted");
  expect([desktopState(), worthOffering()]).toEqual(["unasked", true]);
  await turnDesktop(true);
  expect([desktopState(), worthOffering()]).toEqual(["on", false]);
  showOnDesktop("Marie", "Bonjour", "i1")();
  expect(shown.mock.calls).toEqual([["Marie"], ["closed"]]);
});

test("who says not now is not asked again", () => {
  browserSays("default");
  askedDesktop();
  expect(worthOffering()).toBe(false);
});

test("what the browser blocks, or the person turned off, shows nothing", async () => {
  browserSays("denied");
  expect(desktopState()).toBe("blocked");
  showOnDesktop("Marie", "", "i1");
  browserSays("granted");
  await turnDesktop(false);
  expect(desktopState()).toBe("off");
  showOnDesktop("Marie", "", "i1");
  expect(shown).not.toHaveBeenCalled();
});

test("a page without a secure address cannot have them", () => {
  browserSays("granted");
  vi.stubGlobal("isSecureContext", false);
  expect(desktopState()).toBe("unsupported");
});
