// All else that a customer may do: places, links, and what WeChat calls events. Some ask first what exactly.

export class Deeds {
  // onDeed(path, body) is what was chosen, for the simulator.
  constructor(button, panel, onDeed) {
    Object.assign(this, { button, panel, onDeed });
    button.addEventListener("click", () => this.toggle());
    panel.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    panel.parentElement.addEventListener("keydown", (event) => event.key === "Escape" && this.fold());
    panel.querySelectorAll("[data-dialog]").forEach((one) => this.prepare(document.getElementById(one.dataset.dialog)));
  }

  toggle() {
    this.panel.hidden = !this.panel.hidden;
    this.button.setAttribute("aria-expanded", String(!this.panel.hidden));
  }

  fold() {
    if (this.panel.hidden) return;
    this.toggle();
    this.button.focus();
  }

  pressed(button) {
    if (!button) return;
    const { dialog, kind, event } = button.dataset;
    this.fold();
    if (dialog) document.getElementById(dialog).showModal();
    else if (kind) this.onDeed("messages", { kind });
    else this.onDeed("events", { event });
  }

  prepare(dialog) {
    const form = dialog.querySelector("form");
    form.addEventListener("submit", () => this.onDeed("messages", { kind: form.dataset.kind, ...filledIn(form) }));
    form.querySelector(".cancel").addEventListener("click", () => dialog.close());
  }
}

function filledIn(form) {
  const fields = [...form.querySelectorAll("input")];
  return Object.fromEntries(fields.map((field) => [field.name, field.type === "number" ? field.valueAsNumber : field.value]));
}
