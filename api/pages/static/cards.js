// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What can be done with a recommendation: judge it, copy, print or share it, say that it is wrong.
 * What leaves the page is the service's own data and its public address, never why it was found.
 */
import { request } from "./request.js";
import { element } from "./messages.js";

const WORDS = 500; // characters, as the API's

const address = (service) => new URL(`/servizi/${encodeURIComponent(service.service_id)}`, location.href).href;

/** The service as plain text. */
function plain(service, words) {
  const lines = [
    service.name,
    service.organization,
    service.location,
    service.phone && `${words.phone}: ${service.phone}`,
    service.email && `${words.email}: ${service.email}`,
    service.url,
    service.apply,
    address(service),
  ];
  return lines.filter(Boolean).join("\n");
}

/** `of`: what follows the text in the button's name, to tell it from those of other cards. */
function button(text, of, act, attributes = {}) {
  const label = of && text + of;
  const node = element("button", { class: "tool", type: "button", "aria-label": label, ...attributes }, text);
  node.addEventListener("click", () => act(node));
  return node;
}

/** Prints one card alone. */
function print(card) {
  const root = document.documentElement;
  const done = () => {
    root.classList.remove("prints-one");
    card.classList.remove("printed");
  };
  root.classList.add("prints-one");
  card.classList.add("printed");
  window.addEventListener("afterprint", done, { once: true });
  window.print();
}

/** A field with its label and a hint; the hint is read with it. */
function field(id, label, hint, node) {
  node.id = id;
  if (hint) node.setAttribute("aria-describedby", `${id}-hint`);
  return element(
    "div",
    { class: "tool-field" },
    element("label", { for: id }, label),
    hint ? element("p", { class: "tool-hint", id: `${id}-hint` }, hint) : null,
    node,
  );
}

let made = 0;

/**
 * Makes the tools of cards. `words` is the script part of content.yml, `path()` the address of the conversation
 * in the API (null before there is one), `tell(messages)` shows what the API answers at once.
 */
export function cardTools(words, path, tell) {
  const said = words.cards;
  const given = new Map(); // service id -> {useful, words}

  async function post(what, body) {
    const answer = await request(`${path()}/${what}`, new AbortController(), body);
    if (answer.messages.length) tell(answer.messages);
    return answer;
  }

  /** Sends a form; what happened is said in `note`. */
  async function submit(form, note, what, body, done) {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    try {
      await post(what, body);
      done();
    } catch (error) {
      note.textContent = (error.status < 500 && error.message) || said.failed;
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  function thumbs(service, of, note) {
    const id = service.service_id;
    const area = element("textarea", { rows: "2", maxlength: String(WORDS) });
    const form = element(
      "form",
      { class: "tool-form", hidden: "" },
      field(`why-${++made}`, said.why, said.why_hint, area),
      element("button", { class: "btn", type: "submit" }, said.send),
    );
    const choose = (useful) => {
      const body = { service_id: id, useful, words: given.get(id)?.words ?? null };
      submit(form, note, "feedback", body, () => {
        given.set(id, { ...given.get(id), useful });
        mark();
        note.textContent = said.thanks;
        form.hidden = false;
      });
    };
    const yes = button(said.useful, of, () => choose(true));
    const no = button(said.not_useful, of, () => choose(false));
    const mark = () => {
      yes.setAttribute("aria-pressed", String(given.get(id)?.useful === true));
      no.setAttribute("aria-pressed", String(given.get(id)?.useful === false));
    };
    mark();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { useful } = given.get(id);
      const text = area.value.trim() || null;
      submit(form, note, "feedback", { service_id: id, useful, words: text }, () => {
        given.set(id, { useful, words: text });
        note.textContent = said.thanks;
        form.hidden = true;
        (useful ? yes : no).focus();
      });
    });
    return [element("span", { class: "tool-row" }, yes, no), form];
  }

  function wrong(service, note) {
    const options = Object.entries(said.reasons).map(([code, text]) => element("option", { value: code }, text));
    const select = element("select", {}, element("option", { value: "" }, said.choose), ...options);
    const area = element("textarea", { rows: "2", maxlength: String(WORDS) });
    const id = `wrong-${++made}`;
    const form = element(
      "form",
      { class: "tool-form", hidden: "" },
      field(id, said.what, null, select),
      field(`${id}-more`, said.say_more, said.why_hint, area),
      element("button", { class: "btn", type: "submit" }, said.send),
    );
    const open = button(said.wrong, null, () => {
      form.hidden = !form.hidden;
      open.setAttribute("aria-expanded", String(!form.hidden));
      if (!form.hidden) select.focus();
    }, { "aria-expanded": "false" });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!select.value) {
        note.textContent = said.which;
        select.focus();
        return;
      }
      const body = { service_id: service.service_id, reason: select.value, words: area.value.trim() || null };
      submit(form, note, "reports", body, () => {
        form.reset();
        form.hidden = true;
        open.setAttribute("aria-expanded", "false");
        open.focus();
        note.textContent = said.reported;
      });
    });
    return [open, form];
  }

  function handOn(service, note) {
    const copy = () => navigator.clipboard.writeText(plain(service, words)).then(
      () => (note.textContent = said.copied),
      () => (note.textContent = said.failed),
    );
    // Somebody who closes the list of programs has changed their mind: nothing went wrong.
    const share = () => navigator.share({ title: service.name, url: address(service) }).catch(() => {});
    const link = { class: "tool", href: address(service), target: "_blank", rel: "noopener" };
    const hidden = element("span", { class: "visually-hidden" }, ` ${words.new_tab}`);
    return [
      navigator.clipboard ? button(said.copy, null, copy) : null,
      button(said.print, null, (node) => print(node.closest(".service"))),
      navigator.share ? button(said.share, null, share) : null,
      element("a", link, said.open, hidden),
    ].filter(Boolean);
  }

  /** The tools below one card. */
  function tools(service) {
    const of = said.of.replace("{name}", service.name);
    const note = element("p", { class: "tool-note", role: "status" });
    const [rate, why] = thumbs(service, of, note);
    const [report, form] = wrong(service, note);
    const more = element(
      "details",
      {},
      element("summary", { class: "tool", "aria-label": said.more + of }, said.more),
      element("div", { class: "tool-row" }, ...handOn(service, note), report),
      form,
    );
    return element("div", { class: "tools" }, rate, more, why, note);
  }

  return {
    tools,
    /** What this conversation said already, by service. */
    remember(feedback) {
      given.clear();
      for (const [id, one] of Object.entries(feedback ?? {})) given.set(id, one);
    },
  };
}
