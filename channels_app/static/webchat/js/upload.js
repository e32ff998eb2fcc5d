// Brings a file to the server. fetch() can't tell how much has been sent.

const LONGEST = 120_000;
const AGAIN_AFTER = 3; // seconds

// Answers { message }, or { reason, retryAfter }: 0 seconds mean never. progress(share) is told from 0 to 1.
export function upload(address, secret, { id, kind, file }, { about, progress }) {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append("id", id);
  form.append("kind", kind);
  for (const [name, value] of Object.entries(about ?? {})) form.append(name, value);
  form.append("file", file, file.name ?? "recording");
  request.open("POST", address);
  request.timeout = LONGEST;
  request.setRequestHeader("Authorization", `Bearer ${secret}`);
  request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? loaded / total : 0));
  return new Promise((resolve) => {
    request.addEventListener("loadend", () => resolve(understood(request)));
    request.send(form);
  });
}

function understood({ status, responseText }) {
  const said = parsed(responseText);
  if (status === 200 && said.message) return { message: said.message };
  const passes = status === 0 || status === 429 || status >= 500;
  return { reason: said.reason ?? "", retryAfter: passes ? (said.retry_after || AGAIN_AFTER) : 0 };
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
