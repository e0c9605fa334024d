// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where the person writes: the length that is left, Enter to send, Shift+Enter for a new line. */
import { lengthNote } from "./messages.js";

const LIMIT = 1000; // characters, as the API's

/**
 * `words` is the script part of content.yml; `say(text)` tells a screen reader; `ready()` is whether a message may
 * be sent now; `send(text)` sends it.
 */
export function composer(words, say, ready, send) {
  const [form, input, counter] = ["composer", "text", "counter"].map((id) => document.getElementById(id));

  function measure() {
    const note = lengthNote(input.value, LIMIT, words);
    counter.hidden = !note;
    counter.textContent = note?.text ?? "";
    counter.classList.toggle("counter-excess", Boolean(note?.excess));
    input.setAttribute("aria-invalid", String(Boolean(note?.excess)));
    if (note) say(note.text);
  }

  function write(text) {
    input.value = text;
    measure();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value.trim();
    input.focus();
    if (!text || !ready() || lengthNote(text, LIMIT, words)?.excess) return;
    write("");
    send(text);
  });

  input.addEventListener("input", measure);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  return write;
}
