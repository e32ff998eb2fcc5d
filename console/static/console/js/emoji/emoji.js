import { ask } from "../http.js";
import { insertText } from "../inserting.js";
import { Popover } from "../popover.js";
import { word } from "../words.js";

/** The button that opens all emoji. They and their grid are loaded when somebody wants them first. */
export class Emoji {
  #all = null; // a promise of the picker's module and what it shows

  constructor({ toast }) {
    this.toast = toast;
    this.popover = new Popover({ shown: () => this.#show() });
  }

  open(form) {
    this.box = form.querySelector("#message");
    this.panel = form.querySelector("#emoji");
    this.popover.open(form.querySelector("#emoji-button"), this.panel);
    this.picker = null;
  }

  async #show() {
    const { panel } = this;
    this.#all ??= this.#load(panel.dataset.url);
    const all = await this.#all;
    if (!all) return this.#failed();
    if (panel !== this.panel) return;
    this.picker ??= new all.Picker({ panel, groups: all.groups, chosen: (emoji) => this.#insert(emoji) });
    this.picker.show();
  }

  async #load(url) {
    const module = import("./picker.js").catch(() => null);
    const [loaded, { status, data }] = await Promise.all([module, ask(url, { cache: "default" })]);
    return loaded && status === 200 ? { Picker: loaded.Picker, groups: data } : null;
  }

  #failed() {
    this.#all = null; // to be tried again
    this.popover.hide();
    this.toast(word("noConnection"));
  }

  #insert(emoji) {
    this.popover.hide();
    if (!this.box.disabled) insertText(this.box, emoji);
  }
}
