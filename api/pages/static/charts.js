// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/* global Chart */
/**
 * Draws the charts of the observatory from the JSON beside each canvas, and then folds the tables that say the same.
 * Without this file, or without Chart.js, the tables stay open and nothing is missing.
 */
const COLOURS = ["#0066cc", "#b84700", "#00703c", "#6b3fa0", "#4a5b6d"];
const DASHES = [[], [6, 3], [2, 2], [10, 4], [4, 2, 1, 2]]; // lines are told apart without colours too
const POINTS = ["circle", "rect", "triangle", "rectRot", "cross"];
const BAR = 26; // pixels, with the space beside it

function dataset(series, position, { kind, tone }) {
  const place = position + tone;
  const colour = COLOURS[place % COLOURS.length];
  const line = { borderColor: colour, backgroundColor: colour, borderWidth: 2, borderDash: DASHES[place % DASHES.length], pointStyle: POINTS[place % POINTS.length], pointRadius: 3, tension: 0 };
  return kind === "line" ? { ...series, ...line } : { ...series, backgroundColor: colour, maxBarThickness: 22 };
}

function options(told) {
  const stacked = told.kind === "stacked";
  const count = { beginAtZero: true, stacked, ticks: { precision: 0, maxTicksLimit: 6, maxRotation: 0 }, grid: { color: "#d5dee8" } };
  const name = { stacked, grid: { display: false }, ticks: { autoSkip: !told.sideways } };
  return {
    animation: false,
    locale: "it-IT",
    maintainAspectRatio: false,
    indexAxis: told.sideways ? "y" : "x",
    interaction: { mode: "index", axis: told.sideways ? "y" : "x", intersect: false },
    scales: told.sideways ? { x: count, y: name } : { x: name, y: count },
    plugins: { legend: { position: "bottom", display: told.series.length > 1, labels: { usePointStyle: told.kind === "line", boxHeight: 8 } } },
    onClick: (event, found) => {
      const link = found.length ? told.links[found[0].index] : null;
      if (link) location.assign(link);
    },
    onHover: (event, found) => {
      event.native.target.style.cursor = found.length && told.links[found[0].index] ? "pointer" : "default";
    },
  };
}

/** Long names are cut where the page is narrow: the table has them whole. */
function shortened(labels, width) {
  const most = width < 500 ? 18 : 34;
  return labels.map((label) => (label.length > most ? `${label.slice(0, most - 1)}…` : label));
}

function draw(box) {
  const told = JSON.parse(box.querySelector("script").textContent);
  box.hidden = false;
  const bars = told.kind === "stacked" ? 1 : told.series.length;
  if (told.sideways) box.style.height = `${Math.max(160, 90 + told.labels.length * (bars > 1 ? bars * 18 + 10 : BAR))}px`;
  new Chart(box.querySelector("canvas"), {
    type: told.kind === "line" ? "line" : "bar",
    data: {
      labels: shortened(told.labels, box.clientWidth),
      datasets: told.series.map((series, place) => dataset(series, place, told)),
    },
    options: options(told),
  });
}

if (window.Chart) {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 14;
  Chart.defaults.color = "#1b2a3a";
  for (const box of document.querySelectorAll("[data-chart]")) draw(box);
  const folded = [...document.querySelectorAll("details.twin:not([data-stays])")].filter((twin) => twin.parentElement.querySelector("[data-chart]"));
  for (const twin of folded) twin.open = false;
  // On paper both are wanted.
  addEventListener("beforeprint", () => folded.forEach((twin) => { twin.dataset.was = twin.open; twin.open = true; }));
  addEventListener("afterprint", () => folded.forEach((twin) => { twin.open = twin.dataset.was === "true"; }));
}
