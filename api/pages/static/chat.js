// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The conversation: sends what the person writes or chooses, shows what comes back, waits out troubles.
 * The conversation's id lives in the tab's session storage, so that a reload goes on from there.
 */
import { request } from "./request.js";
import { KEY, from, listen, storage } from "./host.js";
import { botMessage, choices, personMessage } from "./messages.js";
import { cardTools } from "./cards.js";
import { composer } from "./composer.js";
import { erasing, moving } from "./erase.js";
import { scrolling } from "./scrolling.js";
import { troubles } from "./trouble.js";
import { Turns } from "./turns.js";

const HESITATION = 800; // milliseconds before a passing state is worth saying aloud

const get = (id) => document.getElementById(id);
const words = JSON.parse(get("words").textContent);
const [log, form, input, sendButton, restart] = ["log", "composer", "text", "send", "restart"].map(get);
const [typing, status, openings, whole] = ["typing", "status", "openings", "whole"].map(get);

let conversation = null;
let offered = null; // the buttons below the last message
let running = null; // the AbortController of the request under way
let due = false; // whether to look for what was written elsewhere, once the request under way has ended
let statusTimer = 0;

/** The conversation's address in the API. */
const path = () => `/api/v1/conversations/${encodeURIComponent(conversation)}`;
const turns = new Turns(storage());
const { pinned, reveal } = scrolling(log, typing, form);
const cards = cardTools(words, path, (messages) => {
  log.append(...messages.map((message) => botMessage(message, words, true, cards.tools)));
  reveal(log.lastElementChild);
});
const { complain, calm } = troubles(
  words,
  (node) => {
    if (!pinned()) node.scrollIntoView({ block: "nearest" });
    else if (log.lastElementChild) reveal(log.lastElementChild);
  },
  () => input.focus(),
);
const write = composer(words, say, () => !running, (text) => send({ text }));

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

/** The openings are for a conversation not yet begun, the new beginning for one that is. */
function started(yes) {
  openings.hidden = yes;
  whole.hidden = !yes;
}

function offer(buttons) {
  offered?.remove();
  offered = buttons?.length ? choices(buttons, words, (button) => send(button)) : null;
  if (offered) log.append(offered);
}

function show(messages, live) {
  for (const message of messages) {
    const own = message.from === "user";
    log.append(own ? personMessage(message.text, words) : botMessage(message, words, live, cards.tools));
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
  const body = { conversation_id: conversation, ...from, ...said, turn_id: turns.begin(said) };
  let answer;
  try {
    answer = await request("/api/v1/chat", running, body);
  } catch (error) {
    if (error.name === "AbortError") return;
    busy(false);
    if (error.status < 500) turns.drop();
    else turns.missed();
    bubble.remove();
    if (before) log.append(before);
    started(conversation !== null);
    if (!message.payload) write([message.text, input.value].filter(Boolean).join("\n"));
    if (error.status === 404) forgotten();
    else if (error.status === 422) due = true; // perhaps the choice was made elsewhere meanwhile
    const text = message.payload ? words.trouble_choice : words.trouble;
    complain(error, text, () => (message.payload ? send(message) : form.requestSubmit()));
    if (due) catchUp();
    return;
  }
  busy(false);
  remember(answer.conversation_id);
  show(answer.messages, true);
  reveal(bubble);
  if (turns.answered() || due) catchUp();
}

/** Shows again the conversation that this tab was having, if the server still keeps it. */
async function resume() {
  calm();
  const id = storage()?.getItem(KEY);
  if (!id) return unsent();
  busy(true);
  started(true);
  let past;
  try {
    conversation = id;
    past = await request(path(), running);
  } catch (error) {
    if (error.name === "AbortError") return;
    busy(false);
    started(false);
    if (error.status === 404) forgotten();
    else complain(error, words.trouble_history, resume);
    return;
  }
  busy(false);
  showAgain(past);
  say(words.resumed);
  unsent();
}

/** The whole conversation as the server has it. */
function showAgain(past) {
  remember(past.conversation_id);
  cards.remember(past.feedback);
  learn(past.messages);
  log.setAttribute("aria-live", "off"); // old messages are not news
  log.replaceChildren();
  show(past.messages, false);
  reveal(log.lastElementChild ?? log);
  setTimeout(() => log.setAttribute("aria-live", "polite"), HESITATION);
}

/** All these messages are on the page; what this tab thought unsent, and is among them, must not be sent again. */
function learn(messages) {
  const arrived = turns.learn(messages);
  if (!arrived) return;
  calm();
  const [first, rest] = [`${arrived.text}\n`, `${input.value}\n`];
  if (arrived.text && rest.startsWith(first)) write(rest.slice(first.length).trimEnd());
}

/** What was being sent when the page was left, and never arrived, goes back to where it was written. */
function unsent() {
  if (turns.pending?.text && !input.value) write(turns.pending.text);
}

/** Shows what was written elsewhere meanwhile: in another tab, on Telegram, or in a turn whose answer was lost. */
async function catchUp() {
  due = running !== null;
  if (due || !conversation || document.hidden) return;
  let past;
  try {
    past = await request(path(), new AbortController());
  } catch (error) {
    if (error.status === 404) emptied(words.gone);
    return; // anything else is found out, and said, when the person writes
  }
  due = running !== null;
  const first = turns.firstUnseen(past.messages);
  if (due || past.conversation_id !== conversation || first < 0) return;
  cards.remember(past.feedback);
  const news = past.messages.slice(first);
  if (!turns.onlyUnseen(news)) {
    showAgain(past);
  } else {
    learn(news);
    show(news, true);
    reveal(log.lastElementChild);
  }
  say(words.elsewhere);
}

/** The server keeps nothing of the conversation any more. */
function forgotten() {
  remember(null);
  turns.forget();
}

openings.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) send({ text: button.textContent.trim() });
});

/** Nothing on the page any more; `text` says why. */
function emptied(text) {
  running?.abort();
  busy(false);
  calm();
  forgotten();
  offered = null;
  log.replaceChildren();
  started(false);
  window.scrollTo(0, 0);
  say(text);
}

restart.addEventListener("click", () => {
  emptied(words.restarted);
  input.focus({ preventScroll: true });
});

erasing(words, path, () => emptied(""));
moving(words, path);
window.addEventListener("focus", catchUp);
document.addEventListener("visibilitychange", catchUp);

/** Where the focus goes when the chat opens: to the beginning, or to the answer in a conversation under way. */
function enter() {
  if (conversation || running) input.focus();
  else get("main").focus();
}

listen({ focus: enter, resume });
resume();
