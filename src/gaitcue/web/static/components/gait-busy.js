/**
 * <gait-busy> around a form whose answer takes a while: says so, and keeps it from being sent twice.
 * Without this module the form is sent all the same.
 */
class GaitBusy extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", () => this.#set(true));
    // Back from the next page, the form can be sent again.
    addEventListener("pageshow", () => this.#set(false));
  }

  /** @param {boolean} busy */
  #set(busy) {
    for (const one of this.querySelectorAll("[data-busy]")) /** @type {HTMLElement} */ (one).hidden = !busy;
    for (const one of this.querySelectorAll("button")) /** @type {HTMLButtonElement} */ (one).disabled = busy;
  }
}

customElements.define("gait-busy", GaitBusy);
