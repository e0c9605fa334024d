// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The chat inside a page of an ATS: what it says to the button around it (api/widget/button.js) and hears from it.
 * On a page of its own there is nobody around, and nothing of this does anything.
 */
const NAME = "welfare-point";
const data = document.getElementById("network");
const network = data ? JSON.parse(data.textContent) : null;
const framed = network !== null && window.parent !== window;

let around = null; // the origin of the page that holds us, once it has spoken

/** What goes with every message to the API. */
export const from = network ? { network: network.code } : {};

function tell(message) {
  if (around) window.parent.postMessage({ name: NAME, ...message }, around);
}

/** What the page around keeps for us: its storage instead of ours. */
const lent = {
  id: null,
  getItem: () => lent.id,
  setItem(_, id) {
    lent.id = id;
    tell({ keep: id });
  },
  removeItem() {
    lent.id = null;
    tell({ keep: null });
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
    if (said.kept && storage() === lent && !lent.id) {
      lent.id = said.kept;
      resume();
    }
    if (said.opened) focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) tell({ close: true });
  });
}
