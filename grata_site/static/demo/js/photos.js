// Chosen files go one after the other, in the order in which they were chosen.

export class Photos {
  // onChoice() tells whose they are, onFile(file, whose) sends one.
  constructor(button, input, onChoice, onFile) {
    Object.assign(this, { input, onChoice, onFile });
    this.last = Promise.resolve();
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => this.chosen());
  }

  chosen() {
    const whose = this.onChoice();
    for (const file of [...this.input.files]) this.last = this.last.then(() => this.onFile(file, whose));
    this.input.value = ""; // the same file may be chosen again
  }
}
