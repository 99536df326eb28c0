// The demo shop's own script: a cart kept in this tab, a customer who signs in, and what the shop
// tells the chat. The calls to window.guichet are all a company writes for it.
window.guichet = window.guichet || [];
const $ = (selector) => document.querySelector(selector);
const read = (key) => JSON.parse(sessionStorage.getItem(key) || "null");
const money = (cents) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" }).format(cents / 100);

function cart() {
  const lines = read("shop:cart") || [];
  const count = lines.reduce((sum, line) => sum + line.count, 0);
  const total = lines.reduce((sum, line) => sum + line.count * line.price, 0);
  return { lines, count, total: total / 100, cents: total };
}

function keep(lines) {
  sessionStorage.setItem("shop:cart", JSON.stringify(lines.filter((line) => line.count > 0)));
  show();
}

/** The chat is told what is in the cart whenever it changes. */
function tell() {
  const { lines, count, total } = cart();
  const items = lines.map(({ name, count: pieces }) => `${pieces} × ${name}`);
  window.guichet.push(["data", { cart: count ? { total, currency: "EUR", count, items } : null }]);
}

function part(tag, text, act) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (act) made.addEventListener("click", act);
  return made;
}

function show() {
  const { lines, count, cents } = cart();
  $("[data-cart-count]").textContent = count || "";
  tell();
  const box = $("[data-cart]");
  if (!box) return;
  $("[data-order]").hidden = !count;
  if (!count) {
    box.replaceChildren(part("p", box.dataset.empty));
    return;
  }
  const table = part("div", "");
  table.className = "lines";
  for (const line of lines) {
    const fewer = part("button", "−", () => keep(lines.map((one) => (one === line ? { ...one, count: one.count - 1 } : one))));
    fewer.setAttribute("aria-label", `${box.dataset.fewer}: ${line.name}`);
    table.append(part("span", `${line.count} × ${line.name}`), part("span", money(line.count * line.price)), fewer);
  }
  table.append(part("strong", box.dataset.total), part("strong", money(cents)));
  box.replaceChildren(table);
}

function add({ currentTarget: { dataset, firstChild } }) {
  const { lines } = cart();
  const known = lines.find((line) => line.slug === dataset.add);
  if (known) known.count += 1;
  else lines.push({ slug: dataset.add, name: dataset.name, price: Number(dataset.price), count: 1 });
  firstChild.data = dataset.done;
  keep(lines);
}

/** The shop's server tells Guichet what a signed-in customer bought. */
function bought(id, lines) {
  if (!read("shop:customer")) return;
  const sold = lines.map(({ slug, count }) => ({ slug, count }));
  fetch("/demo/shop/orders", { method: "POST", body: JSON.stringify({ id, lines: sold }), keepalive: true });
}

/** The back office's one click: the shop's server sets the prepared campaign off. */
async function office({ currentTarget: button }) {
  const told = $("[data-told]");
  const asked = { slug: button.dataset.tell, language: document.documentElement.lang };
  button.disabled = true;
  const answer = await fetch("/demo/shop/office/tell", { method: "POST", body: JSON.stringify(asked) });
  told.textContent = answer.ok ? (await answer.json()).sentence : told.dataset.failed;
  button.disabled = false;
}

function order() {
  const { lines, cents } = cart();
  const id = `MV-${Date.now().toString().slice(-6)}`;
  window.guichet.push(["purchase", { id, amount: cents, currency: "EUR" }]);
  bought(id, lines);
  keep([]);
  const box = $("[data-cart]");
  box.replaceChildren(part("p", box.dataset.thanks.replace("{id}", id)));
}

/** The shop's server vouches for its customer; the chat believes nothing else. */
async function customer(event) {
  const button = $("[data-customer]");
  if (event) {
    const isIn = read("shop:customer");
    const answer = isIn ? null : await fetch("/demo/shop/customer", { method: "POST" });
    sessionStorage.setItem("shop:customer", JSON.stringify(answer?.ok ? await answer.json() : null));
    if (isIn) window.guichet.push(["identify", null]);
  }
  const known = read("shop:customer");
  button.textContent = known ? button.dataset.out : button.dataset.in;
  if (known) window.guichet.push(["identify", known]);
}

/** Asked once, kept by the shop, passed to the chat on every page. */
function consent(event) {
  const button = $("[data-consent]");
  if (event) localStorage.setItem("shop:consent", localStorage.getItem("shop:consent") ? "" : "yes");
  const given = Boolean(localStorage.getItem("shop:consent"));
  button.textContent = given ? button.dataset.no : button.dataset.yes;
  if (event || given) window.guichet.push(["consent", given]);
}

$("[data-customer]").addEventListener("click", customer);
$("[data-consent]").addEventListener("click", consent);
$("[data-add]")?.addEventListener("click", add);
$("[data-order]")?.addEventListener("click", order);
for (const button of document.querySelectorAll("[data-tell]")) button.addEventListener("click", office);
show();
customer();
consent();
