import { csrfToken, leave } from "./page.js";
import { word } from "./words.js";

const LONGEST = 120_000;

/**
 * Sends a form with a file, for two minutes at most. `progress(share)` is told from 0 to 1. Answers as `http.ask` does;
 * `status` is -1 when `signal` ended it. fetch() can't tell how much has been sent.
 */
export function upload(url, values, { progress, signal }) {
  const request = new XMLHttpRequest();
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.append(name, value);
  request.open("POST", url);
  request.timeout = LONGEST;
  request.setRequestHeader("X-CSRFToken", csrfToken);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? loaded / total : 0));
  signal.addEventListener("abort", () => request.abort());
  return new Promise((resolve) => {
    request.addEventListener("abort", () => resolve({ status: -1, data: null, error: null }));
    for (const name of ["error", "timeout"]) {
      request.addEventListener(name, () => resolve({ status: 0, data: null, error: word("noConnection") }));
    }
    request.addEventListener("load", () => resolve(understood(request)));
    request.send(form);
  });
}

function understood({ status, responseText }) {
  const data = parsed(responseText);
  if (status === 401) leave(data?.login);
  const error = status < 300 && data ? null : (data?.error ?? word("wentWrong"));
  return { status: data ? status : status || 0, data, error };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
