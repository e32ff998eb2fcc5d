const frameOf = (id) => JSON.parse(document.getElementById(id).textContent);
const isSupervisor = "supervises" in document.getElementById("next").dataset;

/** How chats come to this agent: what supervisors have set for all, and what the agent chose. "change" tells of news. */
class Desk extends EventTarget {
  #known = {};

  constructor() {
    super();
    for (const id of ["desk-frame", "queue-frame"]) this.put(frameOf(id));
  }

  /** Takes a frame of either, unless a newer one is known. */
  put(frame) {
    const old = this.#known[frame.entity];
    if (frame.version < old?.version) return;
    this.#known[frame.entity] = frame;
    if (old && said(old) !== said(frame)) this.dispatchEvent(new Event("change"));
  }

  get hoursFirst() {
    return this.#known.desk.hours_first;
  }

  get showsList() {
    return isSupervisor || !this.#known.desk.list_hidden;
  }

  /** Whether chats open by themselves with those who let them. */
  get opens() {
    return this.#known.desk.opens;
  }

  get mayChoose() {
    return this.#known.desk.agents_choose;
  }

  get isPaused() {
    return this.#known.queue.paused;
  }

  get takes() {
    return this.mayChoose && this.#known.queue.takes;
  }

  get opensWithMe() {
    return this.opens && !this.isPaused && !this.takes;
  }
}

/** A heartbeat makes a newer version of the agent and is no news. */
const said = (frame) => JSON.stringify({ ...frame, version: 0 });

export const desk = new Desk();
