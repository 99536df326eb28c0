// Shows what the stream of /demo/telephones/stream says, and sends what is typed.
"use strict";

const base = document.body.dataset.base;
const language = document.documentElement.lang;
const words = JSON.parse(document.body.dataset.words);
const list = document.querySelector(".telephones");
const notice = document.querySelector(".notice");
const template = document.getElementById("telephone");
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const plain = new Intl.NumberFormat(language);
const shown = new Map();
const MOST = 60;

function said(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (blank, key) => values[key] ?? blank);
}

function tell(text) {
  notice.textContent = text;
  notice.hidden = !text;
}

async function ask(method, path, body) {
  const headers = { "content-type": "application/json", "content-language": language };
  try {
    const answer = await fetch(base + path, { method, headers, body: JSON.stringify(body) });
    tell(answer.ok ? "" : said("failed"));
    return answer.ok;
  } catch {
    tell(said("away"));
    return false;
  }
}

function initials(name) {
  const parts = name.split(/[\s-]+/).filter(Boolean);
  return parts.length ? parts[0][0] + (parts.length > 1 ? parts.at(-1)[0] : "") : "#";
}

function telephoneOf(told) {
  const known = shown.get(told.number);
  if (known) return known;
  const item = template.content.cloneNode(true).querySelector("li");
  const name = told.name || said("nobody");
  item.style.setProperty("--hue", told.hue);
  const title = item.querySelector("h2");
  title.id = `of-${told.number}`;
  title.textContent = name;
  item.querySelector("article").setAttribute("aria-labelledby", title.id);
  item.querySelector("header p").textContent = told.shown;
  item.querySelector(".face").textContent = initials(told.name);
  const log = item.querySelector(".log");
  log.setAttribute("aria-label", said("log", { name }));
  item.querySelector(".empty p").textContent = said("empty", { number: told.shown });
  const input = item.querySelector("input");
  input.setAttribute("aria-label", said("write", { name }));
  const found = { item, log, to: "36180", from: null };
  const path = `/of/${told.number}`;
  item.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text && (await ask("POST", path, { text }))) input.value = "";
  });
  item.querySelector(".stop").addEventListener("click", () => ask("POST", path, { text: "STOP" }));
  item.querySelector(".try").addEventListener("click", () => ask("POST", `${path}/try`, {}));
  shown.set(told.number, found);
  return found;
}

function bubble(told) {
  const one = document.createElement("div");
  one.className = `bubble ${told.way}`;
  one.dir = "auto";
  const text = document.createElement("p");
  text.textContent = told.text;
  const about = document.createElement("p");
  about.className = "about";
  const at = document.createElement("time");
  at.dateTime = told.at;
  at.textContent = clock.format(new Date(told.at));
  about.append(at);
  if (told.parts > 1) about.append(` · ${said("parts", { count: told.parts })}`);
  if (told.flash) about.append(` · ${said("flash")}`);
  one.append(text, about);
  return one;
}

function show(telephone, text) {
  if (text.way === "in" && telephone.from !== text.other) {
    const sender = document.createElement("p");
    sender.className = "sender";
    sender.textContent = text.other;
    telephone.log.append(sender);
    telephone.from = text.other;
  }
  if (/^\d+$/.test(text.other)) telephone.to = text.other;
  telephone.log.append(bubble(text));
  while (telephone.log.childElementCount > MOST) telephone.log.firstElementChild.remove();
}

function settle(telephone) {
  telephone.item.classList.toggle("silent", !telephone.log.childElementCount);
  telephone.item.querySelector(".to span").textContent = said("to", { number: telephone.to });
  telephone.log.scrollTop = telephone.log.scrollHeight;
}

function all(told) {
  const kept = told.telephones.map((one) => {
    const telephone = telephoneOf(one);
    telephone.log.replaceChildren();
    telephone.from = null;
    for (const text of one.texts) show(telephone, text);
    return telephone;
  });
  for (const [number, telephone] of shown) if (!kept.includes(telephone)) shown.delete(number);
  if (kept.some((one, place) => list.children[place] !== one.item)) {
    list.replaceChildren(...kept.map((one) => one.item));
  }
  kept.forEach(settle);
  tick();
}

function text(told) {
  const telephone = telephoneOf(told.telephone);
  if (!telephone.item.isConnected) list.append(telephone.item);
  show(telephone, told.text);
  settle(telephone);
  if (told.text.way === "in") {
    telephone.item.classList.remove("rings");
    void telephone.item.offsetWidth; // so that it rings again
    telephone.item.classList.add("rings");
  }
  tick();
}

function carrier(told) {
  for (const one of document.querySelectorAll("[name=scene]")) {
    one.checked = one.value === told.scene;
    if (one.checked) document.getElementById("scene-text").textContent = one.dataset.text;
  }
  for (const one of document.querySelectorAll("[data-figure]")) {
    one.textContent = plain.format(told.figures[one.dataset.figure]);
  }
  document.body.classList.toggle("linked", told.figures.links > 0);
}

function tick() {
  const now = clock.format(new Date());
  for (const one of document.querySelectorAll(".status time")) one.textContent = now;
}

const heard = { all, text, carrier, here: () => {}, end: () => {} };

for (const one of document.querySelectorAll("[name=scene]")) {
  one.addEventListener("change", () => ask("PUT", "/scene", { scene: one.value }));
}

setInterval(tick, 10_000);

const stream = new EventSource(`${base}/stream`);
stream.onopen = () => tell("");
stream.onerror = () => tell(said("away"));
stream.onmessage = (event) => {
  const told = JSON.parse(event.data);
  heard[told.kind](told);
};
