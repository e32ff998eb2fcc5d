/** The browser's own notifications, one a tag. They make no sound of their own: sounds are chosen by kind. */
export class Notices extends EventTarget {
  #shown = new Map();
  #isImpossible = !window.isSecureContext || !("Notification" in window);

  constructor() {
    super();
    navigator.permissions
      ?.query({ name: "notifications" })
      .then((permission) => permission.addEventListener("change", () => this.#changed()))
      .catch(() => {}); // older browsers tell no changes
  }

  /** granted, denied, default (nobody asked yet) or missing. */
  get state() {
    return this.#isImpossible ? "missing" : Notification.permission;
  }

  /** Must be called from a press: browsers ignore or punish a page that asks by itself. */
  async ask() {
    await Notification.requestPermission();
    this.#changed();
  }

  show(tag, { title, body, open }) {
    if (this.state !== "granted") return;
    try {
      const notice = new Notification(title, { body, tag, renotify: true, silent: true });
      notice.onclick = () => this.#pressed(tag, open);
      this.#shown.set(tag, notice);
    } catch {
      this.#isImpossible = true; // phones want them from a service worker
      this.#changed();
    }
  }

  close(tag) {
    this.#shown.get(tag)?.close();
    this.#shown.delete(tag);
  }

  closeAll() {
    for (const tag of this.#shown.keys()) this.close(tag);
  }

  #pressed(tag, open) {
    window.focus();
    this.close(tag);
    open();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
