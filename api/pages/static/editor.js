// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
// What makes the editors' pages quicker. Without it they work the same.

const all = document.querySelector("[data-select-all]");
if (all) {
  all.hidden = false;
  all.addEventListener("click", () => {
    for (const box of document.querySelectorAll(".services input[type=checkbox]")) box.checked = true;
  });
}
document.querySelector("[data-focus]")?.focus();
