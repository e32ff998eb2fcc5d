// A picture, opened large. A press beside it closes it, as Escape does.

export class Viewer {
  constructor(dialog) {
    this.dialog = dialog;
    this.image = dialog.querySelector("img");
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => this.image.removeAttribute("src"));
  }

  open(address) {
    this.image.src = address;
    this.dialog.showModal();
  }
}
