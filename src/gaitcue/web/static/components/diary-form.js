// @ts-check
import { token } from "./api.js";

/**
 * Sends the diary; without a connection it is kept on this phone and sent as soon as there is one. What was sent twice is
 * the same entry, because each form has a name of its own.
 */
class DiaryForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form?.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.sendKept());
    this.sendKept();
  }

  get place() {
    return `gaitcue ${this.getAttribute("address")}`;
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (this.form);
    const told = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    told.delete("csrf");
    try {
      const answer = await this.post(told.toString());
      // What is wrong is shown by the form itself, sent once more without this script.
      if (answer.ok) location.reload();
      else form.submit();
    } catch {
      const kept = JSON.parse(localStorage.getItem(this.place) ?? "[]");
      localStorage.setItem(this.place, JSON.stringify([...kept, told.toString()]));
      this.say("later");
      form.hidden = true;
    }
  }

  /** @param {string} told @returns {Promise<Response>} */
  post(told) {
    const body = new URLSearchParams(told);
    body.set("csrf", token());
    return fetch(this.getAttribute("address") ?? "", { method: "POST", body });
  }

  async sendKept() {
    const kept = JSON.parse(localStorage.getItem(this.place) ?? "[]");
    if (!kept.length) return;
    const left = [];
    for (const one of kept) if (!(await this.send(one))) left.push(one);
    if (left.length) localStorage.setItem(this.place, JSON.stringify(left));
    else localStorage.removeItem(this.place);
    if (!left.length) this.say("sent");
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

customElements.define("diary-form", DiaryForm);
