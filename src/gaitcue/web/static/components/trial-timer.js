/**
 * <trial-timer data-until="ISO" data-now="ISO"> counts down to a moment. The server keeps when the time began, so a page
 * that is loaded again, on another day or computer too, shows the same; data-now is the server's clock, in case that this
 * one is off. Without this module the page says until when.
 */
const EVERY_MS = 250;

export class TrialTimer extends HTMLElement {
  /** @type {number | undefined} */
  timer;
  ahead = 0;
  until = 0;
  wasOver = false;

  connectedCallback() {
    this.ahead = Date.now() - Date.parse(this.dataset.now ?? "");
    this.until = Date.parse(this.dataset.until ?? "");
    this.wasOver = this.left() <= 0;
    this.show();
    this.timer = setInterval(() => this.show(), EVERY_MS);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  /** Seconds that are left. */
  left() {
    return Math.ceil((this.until - (Date.now() - this.ahead)) / 1000);
  }

  show() {
    const left = this.left();
    const clock = this.querySelector("[role=timer]");
    if (!clock) return;
    const over = left <= 0;
    const text = over ? (this.dataset.over ?? "") : `${Math.floor(left / 60)}:${`${left % 60}`.padStart(2, "0")} ${this.dataset.left}`;
    if (clock.textContent !== text) clock.textContent = text;
    clock.classList.toggle("over", over);
    if (!over) return;
    clearInterval(this.timer);
    const status = this.querySelector("[role=status]");
    if (status && !this.wasOver) status.textContent = text;
  }
}

customElements.define("trial-timer", TrialTimer);
