// SPDX-FileCopyrightText: 2026 The Welfare Point authors
// SPDX-License-Identifier: AGPL-3.0-or-later
/** Asking the API for JSON. */

const PATIENCE = 60_000; // milliseconds before an answer is given up

/** The API answered, but not with what was asked: `status` is HTTP's, the message the problem's `detail` or "". */
export class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/**
 * The JSON at `path`, or what comes back for posting `body` to it; `controller` stops it half-way;
 * `method`: another one, without a body.
 * Throws Refusal, TypeError (no network), SyntaxError (not JSON), or a DOMException named TimeoutError
 * or, when the controller was told to stop, AbortError.
 */
export async function request(path, controller, body = null, method = "GET") {
  const timer = setTimeout(() => controller.abort(new DOMException("no answer", "TimeoutError")), PATIENCE);
  const headers = { "Content-Type": "application/json" };
  const post = body ? { method: "POST", headers, body: JSON.stringify(body) } : { method };
  try {
    const response = await fetch(path, { ...post, signal: controller.signal });
    if (response.ok) return await response.json();
    const json = response.headers.get("Content-Type")?.includes("json") ?? false;
    const { detail } = json ? await response.json() : {};
    throw new Refusal(response.status, typeof detail === "string" ? detail : "");
  } finally {
    clearTimeout(timer);
  }
}
