import { expect, test } from "vitest";
import type { NewSmppAccount, SmppAccounts } from "../../../data/smpp.ts";
import { kannelLines } from "./kannel.ts";

const made = { account: { system_id: "gk3wq7xpa", window: 40 }, password: "k5wq2mzd" } as NewSmppAccount;
const doors = (port: number | null, tls_port: number | null): SmppAccounts => ({ items: [], host: "sms.example.com", port, tls_port });

test("a system binds inside TLS where that door is open", () => {
  const lines = kannelLines(made, doors(2775, 3550));
  expect(lines).toContain("port = 3550\nuse-ssl = true");
  expect(lines).toContain("smsc-username = gk3wq7xpa\nsmsc-password = k5wq2mzd");
  expect(lines).toContain("max-pending-submits = 40");
});

test("without TLS it binds to the plain port", () => {
  const lines = kannelLines(made, doors(2776, null));
  expect(lines).toContain("port = 2776");
  expect(lines).not.toContain("use-ssl");
});
