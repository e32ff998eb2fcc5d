import { browser } from "./storage.js";

const KEY = "grata.microphone";

/** The microphone that was chosen on this computer; empty for the browser's own choice. */
export const chosen = () => browser.read(KEY) ?? "";

export const choose = (device) => browser.write(KEY, device);

/**
 * The sound of the chosen one, or of another if it is not there any more. "exact", because Chromium takes its own choice
 * over an "ideal" one. Throws what getUserMedia throws.
 */
export async function listen() {
  const device = chosen();
  const open = (wish) => navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, ...wish } });
  if (!device) return open({});
  return open({ deviceId: { exact: device } }).catch((error) => {
    if (error.name === "OverconstrainedError" || error.name === "NotFoundError") return open({});
    throw error;
  });
}

/** Those that the browser names. It names none before one of them has been allowed, and then there is `some`. */
export async function microphones() {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const some = all.filter(({ kind }) => kind === "audioinput");
  const named = some.filter(({ deviceId, label }) => label && deviceId !== "default" && deviceId !== "communications");
  return { some: some.length > 0, named };
}

/** Has the browser ask the person, so that it names them. */
export async function allow() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
  for (const track of stream?.getTracks() ?? []) track.stop();
}
