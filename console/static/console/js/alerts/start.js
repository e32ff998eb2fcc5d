import { page } from "../page.js";
import { Alerts } from "./alerts.js";
import { ByItself } from "./by-itself.js";
import { FirstRun } from "./first-run.js";
import { isInFront, whenInFront } from "./front.js";
import { leaderOf } from "./leader.js";
import { Notices } from "./notices.js";
import { Panel } from "./panel.js";
import { Permissions } from "./permissions.js";
import { Settings } from "./settings.js";
import { Sound } from "./sound.js";
import { SoundWarning } from "./sound-warning.js";
import { Watch } from "./watch.js";

const audio = document.getElementById("alert-sound");

/**
 * Puts the parts together. `alerts` is for whoever has something to tell; `look` is to be called whenever what the page
 * knows may have changed; `put` takes a frame of the agent's settings.
 */
export function startAlerts({ chats, openChat, apply }) {
  const settings = new Settings(JSON.parse(document.getElementById("alerts-frame").textContent));
  const [sound, notices] = [new Sound(audio), new Notices()];
  const leader = leaderOf(`grata.alerts.${page.agent}`, () => notices.closeAll());
  const alerts = new Alerts({ agent: page.agent, settings, sound, notices, leader });
  const watch = new Watch({ chats, openChat, alerts, settings, every: Number(audio.dataset.repeat) });
  const byItself = new ByItself({ chats, openChat, alerts, settings });
  const render = drawing({ settings, sound, notices, apply });
  const lead = () => isInFront() && sound.state === "works" && leader.take();

  for (const source of [sound, notices]) source.addEventListener("change", render);
  sound.addEventListener("change", lead);
  whenInFront(() => inFront({ lead, notices, watch }));
  watch.start(audio.dataset.metronome);
  render();
  sound.probe();
  const look = () => [watch, byItself].forEach((one) => one.look());
  return { alerts, look, put: (frame) => settings.put(frame) && render() };
}

/** The parts that show something, and a function that draws them all anew. */
function drawing({ settings, sound, notices, apply }) {
  const turnOn = () => sound.play("waiting", settings.of("waiting").volume);
  const places = [...document.querySelectorAll(".permissions")];
  const parts = [
    ...places.map((place) => new Permissions(place, { sound, notices, turnOn })),
    new FirstRun({ sound, notices }),
    new SoundWarning({ sound, settings, turnOn }),
    new Panel({ settings, sound, apply }),
  ];
  return () => parts.forEach((part) => part.render());
}

/** Whoever looks at the console sees what the notifications told. */
function inFront({ lead, notices, watch }) {
  notices.closeAll();
  lead();
  watch.look();
}
