import { post } from "./http.js";

/** The customer's name, saved as one leaves the field. */
export class CustomerName {
  constructor(apply) {
    this.apply = apply;
  }

  open(panel, side) {
    this.heading = panel.querySelector("#chat-name");
    this.field = side.querySelector("#customer-name");
    if (!this.field) return;
    const field = this.field;
    field.addEventListener("change", () => this.#save(field));
    field.addEventListener("keydown", (event) => this.#keyDown(event, field));
  }

  /** Shows the name that a colleague, or another tab, has given; never over what is being written. */
  show(name) {
    if (this.heading) this.heading.textContent = name;
    if (!this.field || this.field.value !== this.field.defaultValue) return;
    this.field.value = this.field.defaultValue = name;
  }

  #keyDown(event, field) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") field.blur();
    if (event.key !== "Escape") return;
    field.value = field.defaultValue;
    this.#tell(field, "");
  }

  async #save(field) {
    const name = field.value.trim();
    if (name === field.defaultValue) return;
    this.#tell(field, "saving");
    const { data, error } = await post(field.dataset.url, { name });
    if (error) return this.#tell(field, "error", error);
    field.value = field.defaultValue = name;
    this.#tell(field, "saved");
    this.apply(data.frames);
  }

  #tell(field, state, error) {
    const place = field.ownerDocument.getElementById(field.getAttribute("aria-describedby"));
    field.ariaInvalid = String(state === "error");
    if (!place) return;
    place.dataset.state = state;
    place.textContent = error ?? place.dataset[state] ?? "";
  }
}
