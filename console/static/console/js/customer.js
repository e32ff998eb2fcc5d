import { Comments } from "./comments.js";
import { patch } from "./dom.js";
import { element } from "./entries.js";
import { SavedField } from "./saved-field.js";
import { TagBox } from "./tag-box.js";
import { writeTimes } from "./times.js";

/** The panel beside the chat: what we know of its customer. Each thing is saved by itself. */
export class CustomerPanel {
  constructor({ apply, toast }) {
    Object.assign(this, { apply, toast });
    this.tags = new TagBox({ apply });
    this.comments = new Comments({ apply, toast });
  }

  open(panel, side) {
    this.heading = panel.querySelector("#chat-name");
    this.about = panel.querySelector("#chat-about");
    this.section = side.querySelector("#customer");
    if (!this.section) return;
    const { apply, section } = this;
    const { url } = section.dataset;
    this.fields = [...section.querySelectorAll("[data-field]")].map((field) => new SavedField(field, { url, apply }));
    this.tags.open(section);
    this.comments.open(section);
    writeTimes(section);
  }

  /** What the chat's entry in the lists says stands above the chat, too. */
  showEntry(entry) {
    if (this.heading) this.heading.textContent = entry.querySelector(".entry-name").textContent;
    if (this.about) this.about.textContent = entry.querySelector(".entry-channel").textContent;
  }

  /** Shows what a frame knows, unless something newer is shown. */
  show({ id, version, html }) {
    const { section } = this;
    if (section?.dataset.customer !== id || version < Number(section.dataset.version)) return;
    section.dataset.version = version;
    const fresh = element(html);
    for (const { field, show } of this.#shown()) show(fresh.querySelector(`#${field.id}`));
    patch(section.querySelector("[data-part='facts']"), fresh.querySelector("[data-part='facts']"));
    this.tags.show(fresh);
    this.comments.show(fresh);
    writeTimes(section);
  }

  #shown() {
    return this.fields.map((saved) => ({ field: saved.field, show: (fresh) => saved.show(fresh.value) }));
  }
}
