const WORDS = { 409: "gone", 415: "unreadable" };

export class PhoneApi {
  constructor(base, csrf, texts) {
    Object.assign(this, { base, csrf, texts });
  }

  get(path) {
    return this.ask(path, {});
  }

  post(path, body) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.csrf };
    return this.ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  // Puts a file on the phone: its media_id and what kind of message it makes.
  upload(account, file) {
    const form = new FormData();
    form.append("account", account);
    form.append("media", file, "file"); // a name of the person's own would tell the simulator nothing
    return this.ask("media", { method: "POST", headers: { "X-CSRFToken": this.csrf }, body: form });
  }

  media(id) {
    return this.address("media", id);
  }

  avatar(kfAccount) {
    return this.address("avatars", kfAccount);
  }

  address(folder, name) {
    return new URL(`${folder}/${encodeURIComponent(name)}`, this.base).href;
  }

  // The answer's JSON. Throws an Error whose message is for the person.
  async ask(path, options) {
    const answer = await fetch(new URL(path, this.base), options).catch(() => null);
    if (!answer) throw new Error(this.texts.away);
    const body = await answer.json().catch(() => null);
    if (!answer.ok || !body) throw new Error(body?.error ?? this.texts[WORDS[answer.status]] ?? this.texts.refused);
    return body;
  }
}
