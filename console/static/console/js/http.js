import { csrfToken, leave } from "./page.js";
import { word } from "./words.js";

const LONGEST = 15_000;

/**
 * Asks the server, for 15 s at most. Never throws: `status` is 0 when no answer came, in which case nobody knows
 * whether the server did what was asked. `data` is the answer's JSON, or its text; `error` is a sentence for a person,
 * if it went wrong.
 */
export async function ask(url, { method = "GET", values, cache = "no-store", keepalive = false } = {}) {
  try {
    const response = await fetch(url, { ...options(method, values, cache), keepalive });
    return await understood(response);
  } catch {
    return { status: 0, data: null, error: word("noConnection") };
  }
}

/** With `keepalive` it goes on when the page is left. */
export function post(url, values = {}, { keepalive = false } = {}) {
  return ask(url, { method: "POST", values, keepalive });
}

function options(method, values, cache) {
  return {
    method,
    body: values && new URLSearchParams(values),
    headers: { "X-CSRFToken": csrfToken, Accept: "application/json" },
    credentials: "same-origin",
    cache,
    signal: AbortSignal.timeout(LONGEST),
  };
}

async function understood(response) {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  const data = isJson ? await response.json() : await response.text();
  if (response.status === 401) leave(data.login);
  const error = response.ok ? null : (isJson && data.error) || word("wentWrong");
  return { status: response.status, data, error };
}
