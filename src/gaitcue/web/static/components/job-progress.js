/**
 * <job-progress data-job="ID" data-live> around a job as the server drew it: keeps per cent and words up to date, and
 * when the job has ended puts in what the server says of it then. With data-reload the page is loaded again instead.
 * Without this module the page shows how far the job was when it was loaded.
 */
const EVERY_MS = 1000;
/** while nobody looks at the page, or the server does not answer */
const SELDOM_MS = 5000;

/** @typedef {{state: string, percent: number, doing: string, live: boolean, stopping: boolean}} Job */

export class JobProgress extends HTMLElement {
  /** @type {number | undefined} */
  timer;

  connectedCallback() {
    if (this.dataset.live !== undefined) this.later(EVERY_MS);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  /** @param {number} wait */
  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), wait);
  }

  async look() {
    const answer = await fetch(`/api/jobs/${this.dataset.job}`, { headers: { accept: "application/json" } }).catch(() => null);
    if (!this.isConnected) return;
    if (!answer?.ok) return this.later(SELDOM_MS);
    const job = /** @type {Job} */ (await answer.json());
    if (!job.live) return this.end();
    this.show(job);
    this.later(document.hidden ? SELDOM_MS : EVERY_MS);
  }

  /** @param {Job} job */
  show(job) {
    const bar = this.querySelector("progress");
    if (bar) bar.value = job.percent;
    this.write(".doing", job.doing);
    this.write(".percent", job.state === "running" ? `${job.percent} %` : "");
    if (job.stopping) this.querySelector("form")?.remove();
  }

  /** @param {string} where @param {string} text */
  write(where, text) {
    const place = this.querySelector(where);
    if (place && place.textContent !== text) place.textContent = text;
  }

  async end() {
    // What is still being sent from this page would be broken off.
    if (this.dataset.reload !== undefined) return document.querySelector("[data-unsent]") ? this.later(EVERY_MS) : location.reload();
    const answer = await fetch(`/jobs/${this.dataset.job}`, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return this.later(SELDOM_MS);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const ended = page.getElementById(this.id);
    if (!ended) return;
    delete this.dataset.live;
    this.className = ended.className;
    const held = this.contains(document.activeElement);
    // First an empty line, then its words: a reader of the screen says what changes, not what is put in whole.
    const said = ended.querySelector("[role=status]");
    const words = said ? Array.from(said.childNodes) : [];
    said?.replaceChildren();
    this.replaceChildren(...ended.childNodes);
    requestAnimationFrame(() => said?.append(...words));
    if (held) /** @type {HTMLElement | null} */ (this.querySelector("a, button"))?.focus();
  }
}

customElements.define("job-progress", JobProgress);
