// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * From the API's messages to nodes of the page. Pure builders: they read nothing but their arguments.
 * Text enters only as text nodes, addresses only as http(s), tel and mailto.
 * `words` is the `script` part of content.yml.
 */

const kilometres = new Intl.NumberFormat("it", { maximumFractionDigits: 1 });

/** A node with attributes and children (strings or nodes); null children and attributes are left out. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const hidden = (text) => element("span", { class: "visually-hidden" }, text);

/** The address if it is a whole http(s) one, else null. */
function webAddress(value) {
  return /^https?:\/\/[^\s]+$/i.test(value ?? "") ? value : null;
}

/** A `tel:` address, or null when the text holds no number. */
function phoneAddress(value) {
  const number = (value ?? "").replace(/[^\d+]/g, "");
  return /^\+?\d{2,}$/.test(number) ? `tel:${number}` : null;
}

/** A `mailto:` address, or null when the text is not one plain address. */
function mailAddress(value) {
  return /^[^\s@?&]+@[^\s@?&]+$/.test(value ?? "") ? `mailto:${value}` : null;
}

function phrase(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function contact(label, value, address) {
  if (!value) return null;
  const shown = address ? element("a", { href: address }, value) : value;
  return element("li", { class: "contacts-item" }, element("span", {}, `${label}:`), shown);
}

function section(kind, title, lines) {
  if (!lines?.length) return null;
  const items = lines.map((line) => (line instanceof Node ? line : element("li", {}, line)));
  return element("div", { class: kind }, element("dt", {}, title), element("dd", {}, element("ul", {}, ...items)));
}

function serviceName(service, words) {
  const address = webAddress(service.url);
  if (!address) return service.name;
  const rel = "noopener noreferrer";
  return element("a", { href: address, target: "_blank", rel }, service.name, hidden(` ${words.new_tab}`));
}

function serviceCard(service, words, tools) {
  const near = Boolean(service.near_miss);
  const badges = [
    near ? element("span", { class: "badge badge-near" }, words.near_miss) : null,
    service.demonstration ? element("span", { class: "badge" }, words.demonstration) : null,
  ].filter(Boolean);
  // Between two points of one Comune there is nothing to say: "a 0 km" would be more exact than the data.
  const distance = service.distance_km >= 0.05
    ? phrase(words.distance, { km: kilometres.format(service.distance_km) })
    : null;
  const place = [service.organization, service.location].filter(Boolean).join(" · ");
  const far = distance && element("span", { class: "distance" }, place ? ` · ${distance}` : distance);
  const contacts = [
    contact(words.phone, service.phone, phoneAddress(service.phone)),
    contact(words.email, service.email, mailAddress(service.email)),
  ].filter(Boolean);
  const details = [
    section("why", words.why, service.why),
    section("warnings", near ? words.near_warnings : words.warnings, service.warnings),
    service.apply
      ? element("div", { class: "apply" }, element("dt", {}, words.apply), element("dd", {}, service.apply))
      : null,
    section("contacts", words.contacts, contacts),
  ].filter(Boolean);
  return element(
    "li",
    { class: `service card-surface${near ? " service-near" : ""}` },
    badges.length ? element("p", { class: "badges" }, ...badges) : null,
    element("h3", {}, serviceName(service, words)),
    place || far ? element("p", { class: "service-place" }, place, far) : null,
    details.length ? element("dl", {}, ...details) : null,
    tools(service),
  );
}

function numbers(list, words) {
  if (!list?.length) return null;
  const calls = list.map(({ label, number }) =>
    element(
      "li",
      {},
      element("a", { href: phoneAddress(number) }, hidden(`${words.call} `), element("strong", {}, number), ` ${label}`),
    ),
  );
  return element("ul", { class: "numbers" }, ...calls);
}

/** What the person wrote or chose. */
export function personMessage(text, words) {
  const content = element("p", { class: "message-text" }, hidden(`${words.you} `), text);
  return element("div", { class: "message message-you" }, content);
}

/** One message of the assistant; `live` is false when it is an old one shown again; `tools` makes a card's buttons. */
export function botMessage(message, words, live, tools) {
  const safety = message.kind === "safety";
  const services = message.services ?? [];
  const kind = safety ? "message-safety" : services.length ? "message-bot message-wide" : "message-bot";
  const speaker = `${safety ? words.warning : words.assistant} `;
  return element(
    "div",
    { class: `message ${kind}`, role: safety && live ? "alert" : null },
    message.text ? element("p", { class: "message-text" }, hidden(speaker), message.text) : null,
    numbers(message.numbers, words),
    services.length
      ? element("ul", { class: "services", "aria-label": words.services }, ...services.map((s) => serviceCard(s, words, tools)))
      : null,
  );
}

/** The buttons offered below the last message; `choose` receives the button's {title, payload}. */
export function choices(buttons, words, choose) {
  const nodes = buttons.map((button) => {
    const node = element("button", { class: "btn", type: "button" }, button.title);
    node.addEventListener("click", () => choose(button));
    return node;
  });
  return element("div", { class: "choices", role: "group", "aria-label": words.choices }, ...nodes);
}

/** How many characters are left or too many, or null far from the limit. */
export function lengthNote(text, limit, words) {
  const left = limit - [...text].length;
  if (left > limit / 10) return null;
  return left < 0
    ? { text: phrase(words.excess, { n: -left }), excess: true }
    : { text: phrase(words.remaining, { n: left }), excess: false };
}
