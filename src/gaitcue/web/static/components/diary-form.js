// @ts-check
import { newName, token } from "./api.js";

const CLOCK = "clock";
const DAY_MS = 86_400_000;

/**
 * <diary-form address="..." said="..." shell>: sends the diary; without a connection it is kept on this phone and sent as
 * soon as there is one. What was sent twice is the same entry, because each form has a name of its own. On the page's
 * kept copy (`shell`) day and name are made here; whether this phone's clock is right shows when the page itself is there,
 * and the day is set right before it is sent.
 */
class DiaryForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form?.addEventListener("submit", (event) => this.submit(event));
    if (this.hasAttribute("shell")) this.begin();
    // The kept copy lets the page itself send, which has what the server asks for.
    else this.listen();
  }

  listen() {
    addEventListener("online", () => this.sendKept());
    this.sendKept();
  }

  get place() {
    return `gaitcue ${this.getAttribute("address")}`;
  }

  /** @returns {string[]} what waits on this phone */
  get kept() {
    return JSON.parse(localStorage.getItem(this.place) ?? "[]");
  }

  set kept(told) {
    if (told.length) localStorage.setItem(this.place, JSON.stringify(told));
    else localStorage.removeItem(this.place);
  }

  /** A form of today, unless this morning is kept already. */
  begin() {
    const today = localDay();
    if (this.kept.some((one) => new URLSearchParams(one).get("on") === today)) {
      this.say("kept");
      this.hide();
      return;
    }
    this.set("on", today);
    this.set("sent", newName());
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    const input = /** @type {HTMLInputElement | null} */ (this.form?.elements.namedItem(name) ?? null);
    if (input) input.value = value;
  }

  hide() {
    if (this.form) this.form.hidden = true;
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (this.form);
    const told = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    told.delete("csrf");
    if (this.hasAttribute("shell")) told.set(CLOCK, localDay());
    try {
      const answer = await this.post(told.toString());
      // What is wrong is shown by the form itself, sent once more without this script.
      if (answer.ok) location.reload();
      else form.submit();
    } catch {
      this.kept = [...this.kept, told.toString()];
      this.say("later");
      this.hide();
    }
  }

  /** @param {string} told @returns {Promise<Response>} */
  post(told) {
    const body = this.dated(new URLSearchParams(told));
    body.set("csrf", token());
    return fetch(this.getAttribute("address") ?? "", { method: "POST", body });
  }

  /**
   * With the clinic's day: as many days before its today as the phone's clock said that it was, and never after it.
   * @param {URLSearchParams} told @returns {URLSearchParams}
   */
  dated(told) {
    const today = this.dataset.today;
    const byPhone = told.has(CLOCK);
    told.delete(CLOCK);
    const on = told.get("on");
    if (!byPhone || !today || !on) return told;
    const ago = Math.max(0, Math.round((Date.parse(localDay()) - Date.parse(on)) / DAY_MS));
    told.set("on", new Date(Date.parse(today) - ago * DAY_MS).toISOString().slice(0, 10));
    return told;
  }

  async sendKept() {
    const waiting = this.kept;
    if (!waiting.length) return;
    // Read anew after each: while one is on its way, another may have been filled in.
    for (const one of waiting) if (await this.send(one)) this.kept = this.kept.filter((other) => other !== one);
    if (this.kept.length) return;
    this.say("sent");
    const mornings = waiting.map((one) => this.dated(new URLSearchParams(one)).get("on"));
    const asked = /** @type {HTMLInputElement | null} */ (this.form?.elements.namedItem("on") ?? null);
    if (mornings.includes(asked?.value ?? "")) this.hide();
  }

  /** @param {string} told @returns {Promise<boolean>} whether it need not be kept any longer */
  async send(told) {
    try {
      const answer = await this.post(told);
      return answer.ok || answer.status === 409;
    } catch {
      return false;
    }
  }

  /** @param {string} what */
  say(what) {
    const line = this.querySelector("[role=status]");
    if (line) line.textContent = JSON.parse(this.getAttribute("said") ?? "{}")[what] ?? "";
  }
}

/** Today as this phone's clock has it. */
function localDay() {
  return new Date().toLocaleDateString("sv");
}

customElements.define("diary-form", DiaryForm);
