// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/** What went wrong, said above the composer; where the server is away, it is looked for until it is back. */
import { Refusal } from "./request.js";

const PAUSE = 3_000; // milliseconds between two looks at /health

/**
 * `words` is the script part of content.yml; `shown(node)` is called when something is said; `retried()` when the
 * person tries again.
 */
export function troubles(words, shown, retried) {
  const [trouble, text, retry] = ["trouble", "trouble-text", "retry"].map((id) => document.getElementById(id));
  let again = null; // what "Riprova" does
  let timer = 0;

  async function look() {
    const healthy = await fetch("/health", { cache: "no-store" }).then(
      (response) => response.ok,
      () => false,
    );
    if (trouble.hidden) return;
    if (!healthy) {
      timer = setTimeout(look, PAUSE);
      return;
    }
    text.textContent = words.back;
    retry.hidden = false;
  }

  retry.addEventListener("click", () => {
    retried();
    again();
  });

  return {
    /** Says what went wrong: the API's own words when it refused, else `otherwise`, and waits for better times. */
    complain(error, otherwise, action) {
      const refused = error instanceof Refusal && error.status < 500;
      text.textContent = refused ? error.message || words.refused : otherwise;
      trouble.hidden = false;
      shown(trouble);
      again = action;
      if (!refused) timer = setTimeout(look, PAUSE);
    },
    calm() {
      clearTimeout(timer);
      trouble.hidden = retry.hidden = true;
      text.textContent = "";
    },
  };
}
