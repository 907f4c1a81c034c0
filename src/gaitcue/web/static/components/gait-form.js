/**
 * <gait-form> around a form: hides what is not asked (yet). A field with data-asked-when="NAME" and
 * data-asked-values='["yes"]' is shown while the field NAME has one of these values; hidden ones are not sent.
 * Without this module every field is shown. What was typed and not sent is not left without a question: the browser's Back
 * and a new load bring texts and numbers back no more.
 */
class GaitForm extends HTMLElement {
  #unsent = false;

  connectedCallback() {
    this.#unsent = this.querySelector(".mistakes") !== null;
    this.addEventListener("input", () => (this.#unsent = true));
    this.addEventListener("submit", () => (this.#unsent = false));
    addEventListener("beforeunload", (event) => {
      if (this.#unsent && this.isConnected) event.preventDefault();
    });
    this.addEventListener("change", () => this.open());
    // An entry that was added brings fields that are not asked yet; what is hidden above it moves it away.
    this.addEventListener("htmx:load", () => {
      this.open();
      this.querySelector("[autofocus]")?.scrollIntoView({ block: "start" });
    });
    this.open();
  }

  open() {
    // A field that is hidden may open others: from the top down, each sees what its forerunner has become.
    for (const one of this.querySelectorAll("[data-asked-when]")) {
      const field = /** @type {HTMLElement} */ (one);
      const values = JSON.parse(field.dataset.askedValues ?? "[]");
      const told = this.valuesOf(field.dataset.askedWhen ?? "");
      const asked = told.some((value) => values.includes(value));
      field.hidden = !asked;
      for (const control of field.querySelectorAll("input, select, textarea")) {
        /** @type {HTMLInputElement} */ (control).disabled = !asked;
      }
    }
  }

  /** @param {string} name @returns {string[]} */
  valuesOf(name) {
    const found = [];
    for (const control of this.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      const input = /** @type {HTMLInputElement} */ (control);
      const chosen = input.type === "radio" || input.type === "checkbox" ? input.checked : true;
      if (chosen && !input.disabled) found.push(input.value);
    }
    return found;
  }
}

customElements.define("gait-form", GaitForm);
