// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/** Two dialogs on the whole conversation: erasing it everywhere, and taking it to Telegram. */
import { request } from "./request.js";
import { element } from "./messages.js";

const get = (id) => document.getElementById(id);

/**
 * `words` is the script part of content.yml; `path()` the address of the conversation in the API;
 * `erased()` is called when nothing is left of it.
 */
export function erasing(words, path, erased) {
  const [dialog, open, no, yes, close] = ["erase", "erase-open", "erase-no", "erase-yes", "erase-close"].map(get);
  const [ask, told, counts, copy, status] =
    ["erase-ask", "erase-told", "erase-counts", "erase-copy", "erase-status"].map(get);
  let busy = false;

  function show(done) {
    ask.hidden = done;
    told.hidden = !done;
    dialog.setAttribute("aria-labelledby", done ? "erased-title" : "erase-title");
  }

  function tell(numbers) {
    const lines = Object.entries(words.erase.counts).filter(([name]) => numbers[name] > 0);
    const items = lines.map(([name, text]) => element("li", {}, text.replace("{n}", numbers[name])));
    counts.replaceChildren(...(items.length ? items : [element("li", {}, words.erase.none)]));
  }

  open.addEventListener("click", () => {
    status.textContent = "";
    copy.href = `${path()}/export`;
    show(false);
    dialog.showModal();
    no.focus(); // what cannot be undone is not one key away
  });
  no.addEventListener("click", () => dialog.close());
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("cancel", (event) => busy && event.preventDefault());
  dialog.addEventListener("close", () => {
    if (!told.hidden) get("text").focus();
  });

  yes.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    status.textContent = words.erase.working;
    try {
      const answer = await request(path(), new AbortController(), null, "DELETE");
      tell(answer.erased);
    } catch (error) {
      if (error.status !== 404) {
        status.textContent = (error.status < 500 && error.message) || words.erase.failed;
        return;
      }
      tell({}); // erased elsewhere, or the answer to an earlier try was lost
    } finally {
      busy = false;
    }
    status.textContent = "";
    erased();
    show(true);
    close.focus();
  });
}

/** The dialog with the code for Telegram; does nothing where no bot is offered. */
export function moving(words, path) {
  const [dialog, open, link, code, until, status, close] =
    ["move", "move-open", "move-link", "move-code", "move-until", "move-status", "move-close"].map(get);
  if (!open) return;
  const time = new Intl.DateTimeFormat("it", { hour: "2-digit", minute: "2-digit" });

  open.addEventListener("click", async () => {
    status.textContent = code.textContent = until.textContent = "";
    link.hidden = true;
    dialog.showModal();
    close.focus();
    try {
      const told = await request(`${path()}/move`, new AbortController(), {});
      link.href = told.telegram;
      link.hidden = false;
      code.textContent = `/start m_${told.code}`;
      until.textContent = words.move.valid.replace("{time}", time.format(new Date(told.expires_at)));
      link.focus();
    } catch (error) {
      status.textContent = (error.status < 500 && error.message) || words.move.failed;
    }
  });
  close.addEventListener("click", () => dialog.close());
}
