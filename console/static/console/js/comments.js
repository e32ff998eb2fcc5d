import { arrange, patch } from "./dom.js";
import { draftOf, keepDraft } from "./drafts.js";
import { elements } from "./entries.js";
import { ask, post } from "./http.js";
import { page } from "./page.js";
import { uuid } from "./random.js";
import { tell } from "./saved-field.js";
import { writeTimes } from "./times.js";
import { word } from "./words.js";

/** What agents tell each other about the customer. What one has begun to write is kept until it is added. */
export class Comments {
  constructor({ apply, toast }) {
    Object.assign(this, { apply, toast });
  }

  open(section) {
    this.holder = section.querySelector("#comments");
    this.form = section.querySelector("#comment-form");
    this.box = section.querySelector("#comment");
    this.button = section.querySelector("#add-comment");
    this.draft = `comment.${section.dataset.customer}`;
    this.clientId = uuid();
    this.box.value ||= draftOf(this.draft);
    this.box.addEventListener("input", () => this.#typed());
    this.box.addEventListener("keydown", (event) => this.#keyDown(event));
    this.form.addEventListener("submit", (event) => this.#submitted(event));
    this.holder.addEventListener("click", ({ target }) => this.#pressed(target.closest("button")));
    this.button.hidden = !this.box.value;
    this.#markOwn();
  }

  /** The newest page, from a frame; older comments that were loaded stay. */
  show(fresh) {
    const [list, more] = [fresh.querySelector(".comments"), fresh.querySelector("[data-older-comments]")];
    const oldest = Number(list.lastElementChild?.dataset.id ?? 0);
    const older = more ? [...this.#list.children].filter(({ dataset }) => Number(dataset.id) < oldest) : [];
    const newest = [...list.children].map((node) => this.#patched(node));
    arrange(this.#list, [...newest, ...older]);
    if (!older.length) this.#offerOlder(more);
    this.#markOwn();
  }

  get #list() {
    return this.holder.querySelector(".comments");
  }

  #patched(fresh) {
    const old = document.getElementById(fresh.id);
    if (!old) return fresh;
    if (old.querySelector(".comment-text").textContent !== fresh.querySelector(".comment-text").textContent) patch(old, fresh);
    return old;
  }

  #offerOlder(button) {
    this.holder.querySelector("[data-older-comments]")?.remove();
    if (button) this.holder.append(button);
  }

  /** Whoever wrote a comment may remove it. */
  #markOwn() {
    for (const { dataset, lastElementChild } of this.#list.children) {
      lastElementChild.querySelector("button").hidden = dataset.author !== page.agent;
    }
  }

  #typed() {
    keepDraft(this.draft, this.box.value);
    this.clientId = uuid(); // another text is another comment
    this.button.hidden = !this.box.value;
    tell(this.box, "");
  }

  #keyDown(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  async #submitted(event) {
    event.preventDefault();
    const { box, clientId, draft } = this;
    const text = box.value;
    if (!text.trim() || this.button.disabled) return;
    this.button.disabled = true;
    tell(box, "saving");
    const { data, error } = await post(this.form.dataset.url, { text, client_id: clientId });
    this.button.disabled = false;
    if (error) return tell(box, "error", error);
    this.#added(box, text, draft);
    this.apply(data.frames);
  }

  #added(box, text, draft) {
    tell(box, "saved");
    this.clientId = uuid();
    if (draftOf(draft) === text) keepDraft(draft, "");
    for (const place of [box, this.box]) if (place.value === text) place.value = "";
    this.button.hidden = !this.box.value;
  }

  #pressed(button) {
    if (button?.dataset.undoUrl) this.#remove(button);
    else if (button?.dataset.olderComments) this.#loadOlder(button);
  }

  async #remove(button) {
    const { url, undoUrl } = button.dataset;
    if (!(await this.#change(url))) return;
    button.closest(".comment")?.remove(); // an older page's, which no frame takes away
    this.box.focus();
    this.toast(word("commentRemoved"), { label: word("undo"), act: () => this.#change(undoUrl) });
  }

  async #change(url) {
    const { data, error } = await post(url);
    if (error) this.toast(error);
    else this.apply(data.frames);
    return !error;
  }

  async #loadOlder(button) {
    button.disabled = true;
    const { status, data, error } = await ask(button.dataset.olderComments);
    button.disabled = false;
    if (status !== 200) return this.toast(error);
    const [list, more] = elements(data);
    this.#list.append(...list.children);
    this.#offerOlder(more);
    this.#markOwn();
    writeTimes(this.holder);
  }
}
