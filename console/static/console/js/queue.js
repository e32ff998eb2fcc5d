import { desk } from "./desk.js";
import { post } from "./http.js";

const panel = document.getElementById("queue");
const words = document.getElementById("queue-words");
const pause = document.getElementById("queue-pause");
const choice = document.getElementById("queue-choice");
const takes = document.getElementById("queue-takes");

/** Where chats open by themselves: whether they do so with this agent, and the agent's say in it. */
export function listenToQueue({ apply, toast }) {
  const save = async (url, values) => {
    const { data, error } = await post(url, values);
    if (error) toast(error);
    else apply(data.frames);
    draw();
  };
  pause.addEventListener("click", () => save(panel.dataset.pauseUrl, { paused: onOff(!desk.isPaused) }));
  takes.addEventListener("change", () => save(panel.dataset.choiceUrl, { takes: onOff(takes.checked) }));
  desk.addEventListener("change", draw);
  draw();
}

function draw() {
  panel.hidden = !desk.opens;
  choice.hidden = !desk.mayChoose;
  takes.checked = desk.takes;
  pause.hidden = desk.takes;
  pause.textContent = desk.isPaused ? pause.dataset.resume : pause.dataset.pause;
  const { opens, paused, takes: takesOwn } = words.dataset;
  write(desk.takes ? takesOwn : desk.isPaused ? paused : opens);
  panel.toggleAttribute("data-stopped", !desk.opensWithMe);
}

/** Each change is read out. */
function write(sentence) {
  if (words.textContent !== sentence) words.textContent = sentence;
}

const onOff = (isOn) => (isOn ? "on" : "off");
