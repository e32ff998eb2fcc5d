// What was written and is not stored yet. It outlives the page and goes in order: the next when the one before is stored.
// Each waits under its own key, so that two tabs never overwrite each other; the same id sent twice is stored once.

import { uuid } from "./random.js";
import { keys, read, remove, write } from "./storage.js";

const ANSWER_WITHIN = 10_000;

export class Outbox {
  constructor(prefix, { transmit, giveUp }) {
    Object.assign(this, { prefix, transmit, giveUp });
    this.items = keys(prefix).map(load).filter(Boolean);
    this.running = false;
    this.current = null;
  }

  // what: { text }, or { kind, file }. A file does not outlive the page: no store of the browser is made for it.
  add(what) {
    const id = uuid();
    const time = Math.max(Date.now(), (this.items.at(-1)?.time ?? 0) + 1);
    const item = { key: `${this.prefix}${time}-${id}`, id, time, ...what };
    if (item.text) write(item.key, JSON.stringify(item));
    this.items.push(item);
    return item;
  }

  pump() {
    if (!this.running || this.current || !this.items.length) return;
    this.current = this.items[0];
    if (!this.current.file) this.answer = setTimeout(this.giveUp, ANSWER_WITHIN); // an upload has a limit of its own
    this.transmit(this.current);
  }

  settled(id) {
    const item = this.items.find((one) => one.id === id);
    if (!item) return null;
    this.items.splice(this.items.indexOf(item), 1);
    remove(item.key);
    if (this.current === item) this.proceed();
    return item;
  }

  later(id, seconds) {
    if (this.current?.id !== id) return;
    clearTimeout(this.answer);
    this.answer = setTimeout(() => this.proceed(), seconds * 1000);
  }

  proceed() {
    clearTimeout(this.answer);
    this.current = null;
    this.pump();
  }

  pause() {
    clearTimeout(this.answer);
    this.current = null;
    this.running = false;
  }

  resume() {
    this.running = true;
    this.pump();
  }
}

function load(key) {
  try {
    const item = JSON.parse(read(key));
    return item?.id && item.text ? { ...item, key } : null;
  } catch {
    return null;
  }
}
