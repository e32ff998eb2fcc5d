// Who answers: the site's name until an agent has written, then the agent who wrote last.

export class Header {
  constructor(element) {
    this.face = element.querySelector(".face");
    this.title = element.querySelector("h1");
    this.second = element.querySelector("p");
    this.site = element.dataset.site;
    this.order = 0n;
  }

  put(message) {
    const order = BigInt(message.order);
    if (message.author !== "agent" || !message.name || order < this.order) return;
    this.order = order;
    this.title.textContent = message.name;
    this.second.textContent = this.site;
    this.face.textContent = [...message.name][0];
  }
}
