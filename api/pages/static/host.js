// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The chat inside a page of an ATS: what it says to the button around it (api/widget/button.js) and hears from it.
 * On a page of its own there is nobody around, and nothing of this does anything.
 */
const NAME = "welfare-point";

/** Under which name the conversation's id is kept. */
export const KEY = "welfare-point.conversation";

const data = document.getElementById("network");
const network = data ? JSON.parse(data.textContent) : null;
const framed = network !== null && window.parent !== window;

let around = null; // the origin of the page that holds us, once it has spoken

/** What goes with every message to the API. */
export const from = network ? { network: network.code } : {};

function tell(message) {
  if (around) window.parent.postMessage({ name: NAME, ...message }, around);
}

/** The memory of this page; the page around keeps the conversation's id, which outlives us there. */
const lent = {
  kept: new Map(),
  getItem: (key) => lent.kept.get(key) ?? null,
  setItem(key, value) {
    lent.kept.set(key, value);
    if (key === KEY) tell({ keep: value });
  },
  removeItem(key) {
    lent.kept.delete(key);
    if (key === KEY) tell({ keep: null });
  },
};

/** The tab's storage; where the browser forbids it the page's around us, or null: then a reload begins anew. */
export function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return framed ? lent : null;
  }
}

/**
 * Begins to listen to the page around: Escape closes the chat; when it opens, `focus` is called; `resume` when the
 * page hands over the conversation that it kept.
 */
export function listen({ focus, resume }) {
  if (!framed) return;
  addEventListener("message", ({ origin, source, data: said }) => {
    if (source !== window.parent || said?.name !== NAME) return;
    if (origin !== window.location.origin && !network.sites.includes(origin)) return;
    around = origin;
    tell({ here: true });
    if (said.kept && storage() === lent && !lent.kept.has(KEY)) {
      lent.kept.set(KEY, said.kept);
      resume();
    }
    if (said.opened) focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) tell({ close: true });
  });
}
