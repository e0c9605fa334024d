// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Which turns of a conversation this tab has seen, and the one whose answer is still missing.
 * A turn keeps its id until it is answered, also over a reload: sent again, it happens once.
 */

const PENDING = "welfare-point.turn";
const BYTES = 18; // 144 random bits: nobody else can ask for the answer

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

/** What a message of the person is known by; those of other channels may have no id. */
const nameOf = (message) => message.turn ?? message.text;

const same = (one, other) => one.text === other.text && one.payload === other.payload;

export class Turns {
  /** `storage`: the tab's session storage, or null where the browser forbids it. */
  constructor(storage) {
    this.storage = storage;
    this.seen = new Set();
    this.pending = JSON.parse(storage?.getItem(PENDING) ?? "null");
    this.unsure = this.pending !== null;
  }

  /** The id for sending `message`: of the turn under way if it is the same message, else a new one. */
  begin(message) {
    if (!this.pending || !same(this.pending, message)) this.keep({ ...message, id: newId() });
    return this.pending.id;
  }

  /** The turn under way was answered. Says whether another one, sent before it, may have been answered unseen. */
  answered() {
    const unsure = this.unsure;
    this.seen.add(this.pending.id);
    this.drop();
    return unsure;
  }

  /** No answer came, though the message may have been received. */
  missed() {
    this.unsure = true;
  }

  /** The turn under way was refused, or is no longer wanted. */
  drop() {
    this.keep(null);
    this.unsure = false;
  }

  /** A new conversation: nothing was seen of it. */
  forget() {
    this.seen.clear();
    this.drop();
  }

  /** All these messages are on the page; the turn under way, if it is among them, was answered: it is returned. */
  learn(messages) {
    for (const message of messages) if (message.from === "user") this.seen.add(nameOf(message));
    if (!this.pending || !this.seen.has(this.pending.id)) return null;
    const arrived = this.pending;
    this.drop();
    return arrived;
  }

  /** Where the first turn begins that is not on the page; -1 if there is none. */
  firstUnseen(messages) {
    return messages.findIndex((message) => message.from === "user" && !this.seen.has(nameOf(message)));
  }

  /** Whether all that follows is unseen too, so that it can be added at the end. */
  onlyUnseen(messages) {
    return messages.every((message) => message.from !== "user" || !this.seen.has(nameOf(message)));
  }

  keep(pending) {
    this.pending = pending;
    if (pending) this.storage?.setItem(PENDING, JSON.stringify(pending));
    else this.storage?.removeItem(PENDING);
  }
}
