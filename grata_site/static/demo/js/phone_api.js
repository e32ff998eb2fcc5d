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

  // The answer's JSON. Throws an Error whose message is for the person.
  async ask(path, options) {
    const answer = await fetch(new URL(path, this.base), options).catch(() => null);
    if (!answer) throw new Error(this.texts.away);
    const body = await answer.json().catch(() => null);
    if (!answer.ok || !body) throw new Error(body?.error ?? this.texts.refused);
    return body;
  }
}
