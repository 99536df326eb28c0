// A client on the npm package `smpp`: binds to PORT as NAME with PASSWORD, sends a short text, one in
// two parts and one in message_payload, each with a receipt wanted; says what came. Inside TLS where
// the fourth word is "ssmpp".
const smpp = require("smpp");

const say = (value) => console.log(JSON.stringify(value));
const [port, system_id, password, scheme = "smpp"] = process.argv.slice(2);
const session = smpp.connect({ url: `${scheme}://127.0.0.1:${port}` });
session.on("error", (fault) => {
  say({ fault: fault.code });
  process.exit(1);
});
session.on("deliver_sm", (pdu) => {
  session.send(pdu.response());
  say({
    delivered: pdu.receipted_message_id,
    state: pdu.message_state,
    text: pdu.short_message.message,
    from: pdu.source_addr,
    to: pdu.destination_addr,
    esm: pdu.esm_class,
  });
});
const common = {
  source_addr: "BOUTIQUE",
  source_addr_ton: 5,
  destination_addr: "262692000001",
  dest_addr_ton: 1,
  registered_delivery: 1,
};
const part = (number, message) => ({
  ...common,
  esm_class: 0x40,
  short_message: { udh: Buffer.from([5, 0, 3, 9, 2, number]), message },
});
session.bind_transceiver({ system_id, password }, (bound) => {
  say({ bound: bound.command_status });
  const messages = [
    { ...common, short_message: "Où ? €" },
    part(1, "Bonjour "),
    part(2, "tout le monde"),
    { ...common, short_message: "", message_payload: "x".repeat(300) },
  ];
  for (const message of messages) {
    session.submit_sm(message, (answer) => say({ taken: answer.command_status, id: answer.message_id }));
  }
  session.submit_sm({ ...common, destination_addr: "12" }, (answer) => say({ refused: answer.command_status }));
});
process.stdin.on("data", () => session.unbind(() => session.close(() => process.exit(0))));
