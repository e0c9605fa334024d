// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The button on the page of an ATS, and the dialog with the chat that it opens. Served as /widget.js, after a line
 * with `CONFIG`: {networks: {code: {title, label, close, colour, ink}}, css}.
 *
 * Everything stands in a shadow root and, where the browser has popovers, in the top layer: no style of the page
 * reaches it. It writes no HTML, no inline style and no cookie, and asks for nothing before it is opened.
 */
(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const code = script.dataset.ats;
  const network = CONFIG.networks[code];
  const KEY = `welfare-point.${code}`;
  const NAME = "welfare-point"; // of the messages, and of the element
  if (!network || document.querySelector(NAME)) return;

  const node = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{--colour:${network.colour};--ink:${network.ink}}${CONFIG.css}`);

  const opener = node("button", { type: "button", class: "open", "aria-haspopup": "dialog", "aria-expanded": "false" }, network.label);
  const close = node("button", { type: "button", class: "close", "aria-label": network.close }, "×");
  const bar = node("div", { class: "bar" }, node("h2", { id: "title" }, network.title), close);
  const dialog = node("dialog", { "aria-labelledby": "title" }, bar);
  const around = node("aside", { lang: "it", "aria-label": network.title }, dialog, opener);
  const host = node(NAME, {});
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.append(around);

  /** The window is too small for page and chat side by side: the chat takes it all. */
  const small = matchMedia("(max-width: 40em), (max-height: 34em)");
  let frame = null;
  let answered = false; // the chat is there

  /** The page's storage for its tab, used only when the browser forbids the chat its own. */
  function kept(id) {
    try {
      if (id === undefined) return sessionStorage.getItem(KEY);
      if (id) sessionStorage.setItem(KEY, id);
      else sessionStorage.removeItem(KEY);
    } catch (error) {
      if (error.name !== "SecurityError" && error.name !== "QuotaExceededError") throw error;
    }
    return null;
  }

  const tell = (message) => frame.contentWindow.postMessage({ name: NAME, ...message }, origin);

  function show() {
    if (small.matches) dialog.showModal();
    else dialog.show();
    opener.setAttribute("aria-expanded", "true");
  }

  /** Into the chat: only once it has answered, or Escape would be lost in the browser's page of an error. */
  function enter() {
    frame.focus();
    tell({ opened: true });
  }

  function open() {
    show();
    if (answered) {
      enter();
      return;
    }
    frame?.remove(); // it did not come: once more
    frame = node("iframe", { src: `${origin}/widget/${code}`, title: network.title, referrerpolicy: "no-referrer" });
    frame.addEventListener("load", () => tell({ kept: kept() }));
    dialog.append(frame);
    close.focus(); // until the chat is there
  }

  opener.addEventListener("click", () => (dialog.open ? dialog.close() : open()));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    if (dialog.open) return; // only changed its size
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  });
  small.addEventListener("change", () => {
    if (!dialog.open) return;
    dialog.close();
    show();
    if (answered) frame.focus();
  });
  addEventListener("message", ({ origin: from, source, data }) => {
    if (from !== origin || !frame || source !== frame.contentWindow || data?.name !== NAME) return;
    if (data.here && !answered) {
      answered = true;
      if (dialog.open) enter();
    }
    if (data.close) dialog.close();
    if ("keep" in data) kept(data.keep);
  });

  /** The top layer, so that nothing of the page lies over the button nor moves it. */
  function begin() {
    document.body.append(host);
    if (!around.showPopover) return;
    around.setAttribute("popover", "manual");
    around.showPopover();
  }
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
