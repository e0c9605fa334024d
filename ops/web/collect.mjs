// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Copies from npm's packages only what the pages use.
 *
 *   node collect.mjs OUTPUT [NODE_MODULES]
 *
 * OUTPUT is what is served as /static/vendor/; NODE_MODULES defaults to the folder beside this script.
 * Ends non-zero when an argument is missing or a file is not where Bootstrap Italia keeps it.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [output, modules = join(import.meta.dirname, "node_modules")] = process.argv.slice(2);
if (!output) {
  console.error("usage: node collect.mjs OUTPUT [NODE_MODULES]");
  process.exit(2);
}

const italia = join(modules, "bootstrap-italia");
const fonts = join(italia, "dist", "fonts", "Titillium_Web");
const faces = [
  { weight: 400, file: "titillium-web-v10-latin-ext_latin-regular.woff2" },
  { weight: 600, file: "titillium-web-v10-latin-ext_latin-600.woff2" },
  { weight: 700, file: "titillium-web-v10-latin-ext_latin-700.woff2" },
];

mkdirSync(output, { recursive: true });

// Its video player carries a font inside the stylesheet; no page shows a video, and the pages' content
// security policy refuses whatever does not come from a file of this host.
const css = readFileSync(join(italia, "dist", "css", "bootstrap-italia.min.css"), "utf8");
writeFileSync(join(output, "bootstrap-italia.min.css"), css.replace(/@font-face\{font-family:VideoJS;[^}]*\}/, ""));

cpSync(join(italia, "LICENSE"), join(output, "bootstrap-italia.LICENSE.txt"));
cpSync(join(fonts, "OFL.txt"), join(output, "titillium-web.LICENSE.txt"));
for (const { file } of faces) cpSync(join(fonts, file), join(output, file));

// Bootstrap Italia declares its fonts from JavaScript, which these pages do without.
const rules = faces.map(
  ({ weight, file }) =>
    `@font-face{font-family:"Titillium Web";font-weight:${weight};font-display:swap;src:url("${file}") format("woff2")}\n`,
);
writeFileSync(join(output, "titillium-web.css"), rules.join(""));

// The API's documentation page.
for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"]) cpSync(join(modules, "swagger-ui-dist", file), join(output, file));
cpSync(join(modules, "swagger-ui-dist", "LICENSE"), join(output, "swagger-ui.LICENSE.txt"));

// Charts of the observatory, without the line that sends the browser's tools to a file that is not served.
const charts = readFileSync(join(modules, "chart.js", "dist", "chart.umd.min.js"), "utf8");
writeFileSync(join(output, "chart.js"), charts.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
cpSync(join(modules, "chart.js", "LICENSE.md"), join(output, "chart.LICENSE.txt"));
