// Who answers: the site's name until an agent has written, then the agent who wrote last.

export class Header {
  constructor(element) {
    this.face = element.querySelector(".face");
    this.title = element.querySelector("h1");
    this.second = element.querySelector("p");
    this.site = element.dataset.site;
    this.order = 0n;
    this.address = "";
  }

  put(message) {
    const order = BigInt(message.order);
    if (message.author !== "agent" || !message.name || order < this.order) return;
    this.order = order;
    this.title.textContent = message.name;
    this.second.textContent = [message.department, this.site].filter(Boolean).join(" · ");
    this.show([...message.name][0], message.avatar);
  }

  // The picture takes the letter's place once it is there.
  show(letter, address) {
    if (address && address === this.address) return;
    this.address = address;
    this.face.textContent = letter;
    if (!address) return;
    const picture = new Image();
    picture.alt = "";
    picture.addEventListener("load", () => address === this.address && this.face.replaceChildren(picture));
    picture.src = address;
  }
}
