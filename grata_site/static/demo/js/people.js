// Who holds the phone, and which account they write to. The same person is another customer at another account.

export class People {
  constructor(accounts, list, onChoice) {
    Object.assign(this, { accounts, list, onChoice });
    this.all = [];
    this.chosen = null;
    accounts.addEventListener("change", () => this.switchAccount());
    list.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
  }

  get account() {
    return this.accounts.querySelector("input:checked").value;
  }

  update(customers) {
    const unchanged = JSON.stringify(customers.map(who)) === JSON.stringify(this.all.map(who));
    this.all = customers;
    this.chosen = customers.find((one) => one.openid === this.chosen?.openid) ?? this.chosen;
    if (unchanged) return;
    this.draw();
    this.choose(this.ours().find((one) => one.openid === this.chosen?.openid) ?? this.ours()[0]);
  }

  add(customer) {
    if (!this.all.some((one) => one.openid === customer.openid)) this.all = [...this.all, customer];
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
