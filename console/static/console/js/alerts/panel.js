import { post } from "../http.js";

const button = document.getElementById("alerts-button");
const panel = document.getElementById("alerts-panel");
const state = document.getElementById("alerts-state");
const words = panel.querySelector("[name='words']");

/** The panel behind the bell: what is heard and how loud. Each change is saved at once. */
export class Panel {
  constructor({ settings, sound, apply }) {
    Object.assign(this, { settings, sound, apply });
    this.rows = [...panel.querySelectorAll("[data-kind]")];
    for (const row of this.rows) this.#listen(row);
    words.addEventListener("change", () => this.#save(panel.dataset.wordsUrl, { words: onOff(words) }));
    panel.addEventListener("beforetoggle", () => tell(""));
  }

  render() {
    for (const row of this.rows) {
      const { on, volume } = this.settings.of(row.dataset.kind);
      const { isOn, loud } = inputsOf(row);
      isOn.checked = on;
      loud.value = volume;
      loud.disabled = !on;
    }
    words.checked = this.settings.showsWords;
    button.toggleAttribute("data-silent", this.sound.state === "blocked" || this.settings.isSilent);
  }

  #listen(row) {
    const { isOn, loud } = inputsOf(row);
    const { kind } = row.dataset;
    const save = () => this.#save(panel.dataset.soundUrl, { kind, sound: onOff(isOn), volume: loud.value });
    for (const input of [isOn, loud]) input.addEventListener("change", save);
    row.querySelector("[data-try]").addEventListener("click", () => this.sound.play(kind, loud.value));
  }

  async #save(url, values) {
    tell("saving");
    const { data, error } = await post(url, values);
    if (error) this.render();
    else this.apply(data.frames);
    tell(error ? "error" : "saved", error);
  }
}

function tell(name, error) {
  state.dataset.state = name;
  state.textContent = error ?? state.dataset[name] ?? "";
}

const onOff = (input) => (input.checked ? "on" : "off");

function inputsOf(row) {
  return { isOn: row.querySelector("[name='sound']"), loud: row.querySelector("[name='volume']") };
}
