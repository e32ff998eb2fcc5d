import { post } from "./http.js";

/** A field of the panel that is saved as one leaves it. Its changes reach the server one after the other. */
export class SavedField {
  #sent = Promise.resolve();

  constructor(field, { url, apply }) {
    Object.assign(this, { field, url, apply });
    field.addEventListener("change", () => this.#changed());
    field.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  /** What it has to show, from here or from a colleague. Never over what is being written. */
  show(value) {
    const { field } = this;
    const isUntouched = field.value === this.#known;
    this.#known = value;
    if (isUntouched || field.value.trim() === value) field.value = value;
  }

  get #known() {
    const { field } = this;
    return field.defaultValue ?? [...field.options].find(({ defaultSelected }) => defaultSelected)?.value ?? "";
  }

  set #known(value) {
    const { field } = this;
    if ("defaultValue" in field) field.defaultValue = value;
    else for (const option of field.options) option.defaultSelected = option.value === value;
  }

  #keyDown(event) {
    if (event.isComposing || event.keyCode === 229 || this.field.localName === "select") return;
    if (event.key === "Enter") this.field.blur();
    if (event.key !== "Escape" || this.field.value === this.#known) return;
    event.stopPropagation(); // it would close the drawer
    this.field.value = this.#known;
    tell(this.field, "");
  }

  #changed() {
    const value = this.field.value.trim();
    if (value === this.#known) return;
    tell(this.field, "saving");
    this.#sent = this.#sent.then(() => this.#save(value));
  }

  async #save(value) {
    const { data, error } = await post(this.url, { [this.field.name]: value });
    if (error) return tell(this.field, "error", error);
    tell(this.field, "saved");
    if (this.field.value.trim() === value) this.field.value = this.#known = value;
    this.apply(data.frames);
  }
}

/** Says beneath a field what became of it: "saving", "saved", "error" with the sentence, or "". */
export function tell(field, state, error) {
  const place = document.getElementById(field.getAttribute("aria-describedby").split(" ").at(-1));
  field.ariaInvalid = String(state === "error");
  if (!place) return;
  place.dataset.state = state;
  place.textContent = error ?? place.dataset[state] ?? "";
}
