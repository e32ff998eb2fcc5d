import { insertText } from "../inserting.js";
import { QuickPalette } from "./palette.js";
import { QuickPanel } from "./panel.js";
import { Replies } from "./replies.js";

/** Texts that are ready, from the panel or after a slash: they come into the box, to be looked at before they are sent. */
export class QuickReplies {
  constructor({ toast, composes }) {
    this.toast = toast;
    this.replies = new Replies();
    const parts = { replies: this.replies, toast, chosen: (reply, from) => this.#insert(reply, from) };
    this.panel = new QuickPanel(parts);
    this.palette = new QuickPalette({ ...parts, composes });
  }

  /** Before the box has other listeners: the palette takes Enter from them. */
  open(form) {
    this.box = form.querySelector("#message");
    this.replies.open(form.dataset.quickRepliesUrl);
    this.panel.open(form);
    this.palette.open(form);
  }

  #insert(reply, from) {
    if (this.box.disabled) return;
    insertText(this.box, reply.insert, from);
    for (const note of reply.notes) this.toast(note);
    this.replies.used(reply);
  }
}
