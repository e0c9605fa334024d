// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
// What takes longer than a moment says so, and a second click does not ask for it twice. Without it pages work the same.

const told = document.getElementById("under-way");
const AFTER = 600; // milliseconds: a message that flashes by would only disturb
let timer;

function say(name) {
  clearTimeout(timer);
  told.textContent = name ? told.dataset[name] : "";
  told.classList.toggle("at-work", name === "working");
}

function begin() {
  say("");
  timer = setTimeout(() => say("working"), AFTER);
}

function sameWindow(event, link) {
  const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return !event.defaultPrevented && !elsewhere && !link.target && link.origin === location.origin;
}

async function download(link) {
  if (link.dataset.sent) return;
  link.dataset.sent = "yes";
  begin();
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.status);
    const file = document.createElement("a");
    file.href = URL.createObjectURL(await answer.blob());
    file.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))?.[1] ?? "";
    file.click();
    URL.revokeObjectURL(file.href);
    say("done");
  } catch {
    say("failed");
  }
  delete link.dataset.sent;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !sameWindow(event, link)) return;
  if (link.hasAttribute("download")) {
    event.preventDefault();
    download(link);
  } else if (link.pathname !== location.pathname || link.search !== location.search) {
    begin();
  }
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "yes";
  begin();
});

// Back from the page before, as it was left.
addEventListener("pageshow", () => {
  say("");
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
