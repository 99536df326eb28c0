// A client on the npm package `smpp`: binds to PORT, sends one text with a receipt wanted, says what came.
const smpp = require("smpp");

const session = smpp.connect({ url: `smpp://127.0.0.1:${process.argv[2]}` });
const say = (value) => console.log(JSON.stringify(value));
session.on("deliver_sm", (pdu) => {
  session.send(pdu.response());
  say({ delivered: pdu.short_message.message, esm: pdu.esm_class, id: pdu.receipted_message_id });
});
session.bind_transceiver({ system_id: "npm", password: "x" }, (bound) => {
  say({ bound: bound.command_status });
  session.submit_sm(
    { source_addr: "38100", destination_addr: "33611111111", registered_delivery: 1, short_message: "Où ? €" },
    (answer) => say({ taken: answer.command_status, id: answer.message_id }),
  );
});
process.stdin.on("data", () => session.unbind(() => session.close(() => process.exit(0))));
