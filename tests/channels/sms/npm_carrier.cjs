// A carrier on the npm package `smpp`, which nobody here wrote: answers, sends receipts and texts.
// Prints its port; each line on stdin is a text from a telephone: "number to text".
const smpp = require("smpp");
const readline = require("node:readline");

let count = 0;
const sessions = new Set();
const server = smpp.createServer((session) => {
  session.on("error", () => session.destroy());
  session.on("close", () => sessions.delete(session));
  session.on("bind_transceiver", (pdu) => {
    const known = pdu.password === "secret";
    if (known) sessions.add(session);
    session.send(pdu.response({ command_status: known ? 0 : smpp.ESME_RINVPASWD, system_id: "npm" }));
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on("submit_sm", (pdu) => {
    const id = (++count).toString(16).padStart(8, "0");
    session.send(pdu.response({ message_id: id }));
    const text = pdu.short_message.message ?? "";
    console.log(JSON.stringify({ id, to: pdu.destination_addr, text, coding: pdu.data_coding }));
    session.deliver_sm({
      source_addr: pdu.destination_addr,
      destination_addr: pdu.source_addr,
      esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 stat:DELIVRD err:000 text:`,
    });
  });
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const [from, to, ...words] = line.split(" ");
  for (const session of sessions) {
    session.deliver_sm(
      { source_addr: from, destination_addr: to, source_addr_ton: 1, short_message: words.join(" ") },
      () => console.log(JSON.stringify({ acknowledged: from })),
    );
  }
});
