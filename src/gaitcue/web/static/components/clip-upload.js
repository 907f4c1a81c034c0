/**
 * <clip-upload data-visit="ID"> around a file input and an empty list: sends clips in parts, several one after the other,
 * goes on where the line broke (also after the page was closed, when the same file is chosen again), and adds what the
 * server says of each to the clips of the page. The words come from its data attributes. With data-trial a clip is that of
 * the stretch which is chosen in the field data-about when the file is. Says clip-arrived when one is there. What could
 * not be sent can be sent again, and saved if it was recorded by this page. data-base is where files are sent to, unless to
 * /api/uploads.
 */
/** @import {About} from "./live/recorded.js" */
import { forget, keep, waiting } from "./live/recorded.js";

const PART_BYTES = 8 * 1024 * 1024;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20000;
/** tries of one part before somebody is told */
const TRIES = 12;

/** @typedef {{id: string, offset: number, bytes: number}} Arrived */

/** An answer that says why not, in one line. */
class Refused extends Error {
  /** @param {number} status @param {string} line */
  constructor(status, line) {
    super(line);
    this.status = status;
  }
}

class Cancelled extends Error {}

const token = () => document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";

/**
 * One request; resolves with the answer's JSON.
 * @param {string} method @param {string} address @param {Record<string, string>} headers
 * @param {XMLHttpRequestBodyInit | null} body
 * @param {(request: XMLHttpRequest) => void} [begun]
 * @returns {Promise<any>}
 */
function ask(method, address, headers, body, begun) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.responseType = "json";
    request.setRequestHeader("accept", "application/json");
    if (method !== "GET") request.setRequestHeader("x-csrf-token", token());
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onload = () =>
      request.status < 300 ? resolve(request.response) : reject(new Refused(request.status, request.response?.detail ?? `${request.status}`));
    request.onerror = () => reject(new TypeError("the line broke"));
    request.onabort = () => reject(new Cancelled());
    begun?.(request);
    request.send(body);
  });
}

/** @param {string} address @param {unknown} told */
const post = (address, told) => ask("POST", address, { "content-type": "application/json" }, JSON.stringify(told));

/** @param {number} ms */
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether it may go when tried again: a line that broke, a server that starts anew. @param {unknown} problem */
function passes(problem) {
  if (problem instanceof Refused) return problem.status >= 500 && problem.status !== 507;
  return !(problem instanceof Cancelled);
}

/** One file on its way, with its line on the page. */
class Sending {
  /** @type {XMLHttpRequest | undefined} */
  request;
  cancelled = false;

  /** @param {File} file @param {DOMStringMap} words @param {About} about what it shows */
  constructor(file, words, about) {
    this.file = file;
    this.words = words;
    this.about = about;
    this.base = words.base ?? "/api/uploads";
    this.line = document.createElement("li");
    this.name = document.createElement("span");
    this.name.className = "name";
    this.name.textContent = file.name;
    this.state = document.createElement("span");
    this.state.className = "state";
    this.bar = document.createElement("progress");
    this.bar.max = 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "quiet";
    this.button.textContent = words.cancel ?? "";
    this.button.setAttribute("aria-label", `${words.cancel}: ${file.name}`);
    this.button.addEventListener("click", () => this.cancel());
    this.line.append(this.name, " ", this.state, this.bar, this.button);
    this.say("", words.waiting ?? "");
  }

  /** @param {string} kind @param {string} text */
  say(kind, text) {
    this.line.className = kind;
    this.state.textContent = text;
  }

  /** @param {number} sent */
  show(sent) {
    this.bar.value = sent / Math.max(this.file.size, 1);
    this.say("", `${this.words.sending} ${Math.floor(this.bar.value * 100)} %`);
  }

  cancel() {
    this.cancelled = true;
    this.request?.abort();
    this.line.remove();
  }

  /** @param {string} visit @returns {Promise<void>} */
  async send(visit) {
    let arrived = (await this.earlier(visit)) ?? (await this.over(() => this.begin(visit)));
    while (arrived.offset < this.file.size) arrived = await this.part(arrived);
    this.button.remove();
    this.bar.removeAttribute("value");
    this.say("", this.words.looking ?? "");
    await this.over(() => post(`${this.base}/${arrived.id}/finish`, {}));
    localStorage.removeItem(this.key(visit));
    this.bar.remove();
    this.say("here", this.words.here ?? "");
  }

  /**
   * Asked again as often as the line breaks: what was asked twice is there once.
   * @template T @param {() => Promise<T>} what @returns {Promise<T>}
   */
  async over(what) {
    for (let tried = 0; tried < TRIES; tried++) {
      if (this.cancelled) throw new Cancelled();
      try {
        return await what();
      } catch (problem) {
        if (!passes(problem)) throw problem;
        await this.waitFor(tried);
      }
    }
    throw new Error(this.words.gaveUp);
  }

  /** @param {number} tried */
  waitFor(tried) {
    this.say("", this.words.again ?? "");
    return wait(Math.min(FIRST_WAIT_MS * 2 ** tried, LONGEST_WAIT_MS));
  }

  /** What was recorded here exists nowhere else: it can be sent again, or saved. @param {() => void} again */
  offer(again) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.words.retry ?? "";
    button.addEventListener("click", () => {
      offers.remove();
      this.line.append(this.bar, this.button);
      again();
    });
    const link = document.createElement("a");
    link.download = this.file.name;
    link.href = URL.createObjectURL(this.file);
    link.textContent = this.words.save ?? "";
    const offers = document.createElement("span");
    offers.className = "offers";
    offers.append(button, " ", ...(this.about.recorded ? [link] : []));
    this.line.append(offers);
  }

  /** @param {string} visit */
  key(visit) {
    return `clip:${visit}:${this.about.stage ?? ""}:${this.file.name}:${this.file.size}:${this.file.lastModified}`;
  }

  /** What is there of the same file from before. @param {string} visit @returns {Promise<Arrived | null>} */
  async earlier(visit) {
    const id = localStorage.getItem(this.key(visit));
    if (!id) return null;
    return ask("GET", `${this.base}/${id}`, {}, null).catch(() => null);
  }

  /** @param {string} visit @returns {Promise<Arrived>} */
  async begin(visit) {
    const arrived = await post(this.base, { visit_id: visit, name: this.file.name, bytes: this.file.size, ...this.about });
    localStorage.setItem(this.key(visit), arrived.id);
    return arrived;
  }

  /** One part, tried again from where the file ends as often as the line breaks. @param {Arrived} from @returns {Promise<Arrived>} */
  async part(from) {
    let at = from;
    for (let tried = 0; tried < TRIES; tried++) {
      if (this.cancelled) throw new Cancelled();
      try {
        if (tried) at = await ask("GET", `${this.base}/${from.id}`, {}, null);
        if (at.offset === this.file.size) return at;
        const headers = { "upload-offset": `${at.offset}`, "content-type": "application/octet-stream" };
        const content = this.file.slice(at.offset, at.offset + PART_BYTES);
        return await ask("PATCH", `${this.base}/${from.id}`, headers, content, (request) => this.watch(request, at.offset));
      } catch (problem) {
        if (!passes(problem) && !(problem instanceof Refused && problem.status === 409)) throw problem;
        await this.waitFor(tried);
      }
    }
    throw new Error(this.words.gaveUp);
  }

  /** @param {XMLHttpRequest} request @param {number} offset */
  watch(request, offset) {
    this.request = request;
    this.show(offset);
    request.upload.onprogress = (event) => this.show(Math.min(offset + event.loaded, this.file.size));
  }
}

export class ClipUpload extends HTMLElement {
  /** @type {Sending[]} */
  queue = [];
  busy = false;
  /** @type {Set<Sending>} what was recorded here and is not sent yet */
  unsent = new Set();

  connectedCallback() {
    const input = /** @type {HTMLInputElement} */ (this.querySelector("input[type=file]"));
    const takeChosen = () => {
      this.take(input.files);
      input.value = "";
    };
    input.addEventListener("change", takeChosen);
    // Somebody may have chosen a file before this module was there.
    if (input.files?.length) takeChosen();
    const drop = /** @type {HTMLElement} */ (this.querySelector(".drop"));
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      this.take(event.dataTransfer?.files ?? null);
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.busy || this.unsent.size) event.preventDefault();
    });
    if (!this.dataset.base) void this.takeKept();
  }

  /** What was recorded by a page of this appointment that was closed before it was sent. */
  async takeKept() {
    for (const one of await waiting(this.visit)) {
      const here = [...this.unsent].some((other) => other.file.name === one.file.name && other.about.stage === one.about.stage);
      if (!here) this.take([one.file], one.about);
    }
  }

  get visit() {
    return this.dataset.visit ?? "";
  }

  /** @param {Iterable<File> | null} files @param {About} [about] what they show */
  take(files, about = this.about()) {
    for (const file of files ?? []) {
      const one = new Sending(file, this.dataset, about);
      this.querySelector(".files")?.append(one.line);
      if (about.recorded) {
        this.unsent.add(one);
        void keep(this.visit, file, about);
      }
      this.wait(one);
    }
  }

  /** @param {Sending} one */
  wait(one) {
    this.queue.push(one);
    if (!this.busy) void this.work();
  }

  /** What a clip shows that is chosen now. @returns {About} */
  about() {
    if (!this.dataset.trial) return {};
    const field = /** @type {HTMLSelectElement | null} */ (document.querySelector(this.dataset.about ?? ""));
    return { trial_id: this.dataset.trial, stage: field?.value ?? "" };
  }

  async work() {
    this.mark(true);
    for (let one = this.queue.shift(); one; one = this.queue.shift()) {
      if (!one.cancelled) await this.send(one);
    }
    this.mark(false);
  }

  /** @param {boolean} busy */
  mark(busy) {
    this.busy = busy;
    this.toggleAttribute("data-unsent", busy || this.unsent.size > 0);
  }

  /** @param {Sending} one */
  async send(one) {
    try {
      await one.send(this.visit);
      this.done(one);
      this.say(`${one.file.name} ${this.dataset.here}`);
      this.dispatchEvent(new CustomEvent("clip-arrived", { bubbles: true }));
      await this.showNew();
    } catch (problem) {
      if (problem instanceof Cancelled) return this.done(one);
      const line = problem instanceof Error ? problem.message : `${problem}`;
      one.button.remove();
      one.bar.remove();
      one.say("wrong", line);
      if (one.about.recorded || !(problem instanceof Refused)) one.offer(() => this.wait(one));
      this.say(`${one.file.name}: ${line}`);
    }
  }

  /** It has arrived, or is not wanted. @param {Sending} one */
  done(one) {
    this.unsent.delete(one);
    if (one.about.recorded) void forget(one.file, one.about);
  }

  /** For who cannot see the list. @param {string} text */
  say(text) {
    const status = this.querySelector("[role=status]");
    if (status) status.textContent = text;
  }

  /** Adds the clips that this page does not show yet; what is being filled in stays as it is. */
  async showNew() {
    const answer = await fetch(location.pathname, { headers: { accept: "text/html" } }).catch(() => null);
    const list = document.querySelector("#takes .takes");
    if (!answer?.ok || !list) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const take of page.querySelectorAll("[data-take]")) {
      if (!document.getElementById(take.id)) list.append(document.importNode(take, true));
    }
    document.getElementById("takes")?.removeAttribute("hidden");
    document.querySelector("details.guide")?.removeAttribute("open");
  }
}

customElements.define("clip-upload", ClipUpload);
