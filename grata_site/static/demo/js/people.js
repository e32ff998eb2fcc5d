// Who holds the phone, and which account they write to. The same person is another customer at another account.

export class People {
  constructor(accounts, list, onChoice) {
    Object.assign(this, { accounts, list, onChoice });
    this.all = [];
    this.added = []; // here, and not in the news yet
    this.chosen = null;
    accounts.addEventListener("change", () => this.switchAccount());
    list.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
  }

  get account() {
    return this.accounts.querySelector("input:checked").value;
  }

  // News that set out before somebody was added does not know of them: it takes nobody off the list.
  update(customers) {
    this.added = this.added.filter((added) => !customers.some((one) => one.openid === added.openid));
    const all = [...customers, ...this.added];
    const unchanged = JSON.stringify(all.map(who)) === JSON.stringify(this.all.map(who));
    this.all = all;
    this.chosen = all.find((one) => one.openid === this.chosen?.openid) ?? this.chosen;
    if (unchanged) return;
    this.draw();
    this.choose(this.ours().find((one) => one.openid === this.chosen?.openid) ?? this.ours()[0]);
  }

  // Those who were added to a simulator that has begun anew since are no more.
  reset() {
    this.added = [];
  }

  add(customer) {
    if (!this.all.some((one) => one.openid === customer.openid)) {
      this.added.push(customer);
      this.all = [...this.all, customer];
    }
    this.draw();
    this.choose(customer);
  }

  switchAccount() {
    const name = this.chosen?.name;
    this.draw();
    this.choose(this.ours().find((one) => one.name === name) ?? this.ours()[0]);
  }

  pressed(button) {
    if (button) this.choose(this.ours().find((one) => one.openid === button.dataset.openid));
  }

  choose(customer) {
    if (!customer) return;
    this.chosen = customer;
    this.list.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.openid === customer.openid));
    });
    this.onChoice(customer);
  }

  draw() {
    this.list.replaceChildren(...this.ours().map(entry));
  }

  ours() {
    return this.all.filter((one) => one.account === this.account);
  }
}

function who(customer) {
  return [customer.account, customer.openid, customer.name];
}

function entry(customer) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.openid = customer.openid;
  button.textContent = customer.name;
  item.append(button);
  return item;
}
