// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The conversation: sends what the person writes or chooses, shows what comes back, waits out troubles.
 * The conversation's id lives in the tab's session storage, so that a reload goes on from there.
 */
import { Refusal, request } from "./request.js";
import { from, listen, storage } from "./host.js";
import { botMessage, choices, lengthNote, personMessage } from "./messages.js";

const LIMIT = 1000; // characters, as the API's
const PAUSE = 3_000; // milliseconds between two looks at /health
const HESITATION = 800; // milliseconds before a passing state is worth saying aloud
const GAP = 16; // pixels left free around what is scrolled to
const KEY = "welfare-point.conversation";

const get = (id) => document.getElementById(id);
const words = JSON.parse(get("words").textContent);
const [log, form, input, sendButton, restart] = ["log", "composer", "text", "send", "restart"].map(get);
const [typing, status, trouble, troubleText, retry] = ["typing", "status", "trouble", "trouble-text", "retry"].map(get);
const [counter, openings] = ["counter", "openings"].map(get);

let conversation = null;
let offered = null; // the buttons below the last message
let running = null; // the AbortController of the request under way
let again = null; // what "Riprova" does
let lookTimer = 0;
let statusTimer = 0;

function remember(id) {
  conversation = id;
  if (id) storage()?.setItem(KEY, id);
  else storage()?.removeItem(KEY);
}

/** Tells a screen reader, unless something newer comes first. */
function say(text) {
  clearTimeout(statusTimer);
  status.textContent = "";
  if (text) statusTimer = setTimeout(() => (status.textContent = text), HESITATION);
}

function busy(yes) {
  typing.hidden = !yes;
  sendButton.setAttribute("aria-disabled", String(yes));
  say(yes ? words.typing : "");
  running = yes ? new AbortController() : null;
}

/** Whether the composer stays at the bottom of the window (not in a very short one). */
const pinned = () => getComputedStyle(form).position === "sticky";

/** Scrolls so that the exchange from `first` on can be read from its beginning, just above the composer. */
function reveal(first) {
  const end = (typing.hidden ? log : typing).getBoundingClientRect().bottom;
  const covered = pinned() ? form.offsetHeight : 0;
  const toEnd = end + GAP - (window.innerHeight - covered);
  const toFirst = first.getBoundingClientRect().top - GAP;
  window.scrollBy(0, Math.min(toEnd, toFirst));
}

/** The openings are for a conversation not yet begun, the new beginning for one that is. */
function started(yes) {
  openings.hidden = yes;
  restart.hidden = !yes;
}

function offer(buttons) {
  offered?.remove();
  offered = buttons?.length ? choices(buttons, words, (button) => send(button)) : null;
  if (offered) log.append(offered);
}

function show(messages, live) {
  for (const message of messages) {
    log.append(message.from === "user" ? personMessage(message.text, words) : botMessage(message, words, live));
  }
  const last = messages.at(-1);
  offer(last?.from === "user" ? null : last?.buttons);
}

/** Sends `{text}` or a button's `{title, payload}`; when it fails, everything is as it was before. */
async function send(message) {
  if (running) return;
  calm();
  const before = offered;
  const bubble = personMessage(message.payload ? message.title : message.text, words);
  before?.remove();
  log.append(bubble);
  started(true);
  busy(true);
  input.focus({ preventScroll: true });
  reveal(bubble);
  const said = message.payload ? { payload: message.payload } : { text: message.text };
  let answer;
  try {
    answer = await request("/api/v1/chat", running, { conversation_id: conversation, ...from, ...said });
  } catch (error) {
    if (error.name === "AbortError") return;
    busy(false);
    bubble.remove();
    if (before) log.append(before);
    started(conversation !== null);
    if (!message.payload) write([message.text, input.value].filter(Boolean).join("\n"));
    if (error.status === 404) remember(null);
    const text = message.payload ? words.trouble_choice : words.trouble;
    complain(error, text, () => (message.payload ? send(message) : form.requestSubmit()));
    return;
  }
  busy(false);
  remember(answer.conversation_id);
  show(answer.messages, true);
  reveal(bubble);
}

/** Shows again the conversation that this tab was having, if the server still keeps it. */
async function resume() {
  calm();
  const id = storage()?.getItem(KEY);
  if (!id) return;
  busy(true);
  started(true);
  let past;
  try {
    past = await request(`/api/v1/conversations/${encodeURIComponent(id)}`, running);
  } catch (error) {
    if (error.name === "AbortError") return;
    busy(false);
    started(false);
    if (error.status === 404) remember(null);
    else complain(error, words.trouble_history, resume);
    return;
  }
  busy(false);
  remember(past.conversation_id);
  log.setAttribute("aria-live", "off"); // old messages are not news
  show(past.messages, false);
  reveal(log.lastElementChild ?? log);
  setTimeout(() => log.setAttribute("aria-live", "polite"), HESITATION);
  say(words.resumed);
}

/** Says what went wrong: the API's own words when it refused, else `text`, and waits for better times. */
function complain(error, text, retryAction) {
  const refused = error instanceof Refusal && error.status < 500;
  troubleText.textContent = refused ? error.message || words.refused : text;
  trouble.hidden = false;
  if (!pinned()) trouble.scrollIntoView({ block: "nearest" });
  else if (log.lastElementChild) reveal(log.lastElementChild);
  again = retryAction;
  if (!refused) lookTimer = setTimeout(look, PAUSE);
}

async function look() {
  const healthy = await fetch("/health", { cache: "no-store" }).then(
    (response) => response.ok,
    () => false,
  );
  if (trouble.hidden) return;
  if (!healthy) {
    lookTimer = setTimeout(look, PAUSE);
    return;
  }
  troubleText.textContent = words.back;
  retry.hidden = false;
}

function calm() {
  clearTimeout(lookTimer);
  trouble.hidden = retry.hidden = true;
  troubleText.textContent = "";
}

function write(text) {
  input.value = text;
  measure();
}

function measure() {
  const note = lengthNote(input.value, LIMIT, words);
  counter.hidden = !note;
  counter.textContent = note?.text ?? "";
  counter.classList.toggle("counter-excess", Boolean(note?.excess));
  input.setAttribute("aria-invalid", String(Boolean(note?.excess)));
  if (note) say(note.text);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  input.focus();
  if (!text || running || lengthNote(text, LIMIT, words)?.excess) return;
  write("");
  send({ text });
});

input.addEventListener("input", measure);
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

openings.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) send({ text: button.textContent.trim() });
});

retry.addEventListener("click", () => {
  input.focus();
  again();
});

restart.addEventListener("click", () => {
  running?.abort();
  busy(false);
  calm();
  remember(null);
  offered = null;
  log.replaceChildren();
  started(false);
  window.scrollTo(0, 0);
  input.focus({ preventScroll: true });
  say(words.restarted);
});

/** Where the focus goes when the chat opens: to the beginning, or to the answer in a conversation under way. */
function enter() {
  if (conversation || running) input.focus();
  else get("main").focus();
}

listen({ focus: enter, resume });
resume();
