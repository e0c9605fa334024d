// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/** The page of one service: printing, where there is a script to do it. */

const print = document.querySelector("[data-print]");
print.hidden = false;
print.addEventListener("click", () => window.print());
