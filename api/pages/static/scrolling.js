// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/** Scrolling so that what is new can be read from its beginning. */

const GAP = 16; // pixels left free around what is scrolled to

/** `form` is the composer below the `log`, `typing` the sign that an answer comes. */
export function scrolling(log, typing, form) {
  /** Whether the composer stays at the bottom of the window (not in a very short one). */
  const pinned = () => getComputedStyle(form).position === "sticky";

  /** Scrolls so that the exchange from `first` on can be read from its beginning, just above the composer. */
  function reveal(first) {
    const end = (typing.hidden ? log : typing).getBoundingClientRect().bottom;
    const covered = pinned() ? form.offsetHeight : 0;
    const toEnd = end + GAP - (window.innerHeight - covered);
    const toFirst = first.getBoundingClientRect().top - GAP;
    window.scrollBy(0, Math.min(toEnd, toFirst));
  }

  return { pinned, reveal };
}
