// @ts-check
import { token } from "./api.js";

/** Sends chosen files one after the other and tells what became of each; then the page is shown anew. */
class RunFiles extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLInputElement | null} */
    const input = this.querySelector("input[type=file]");
    if (!input) return;
    const sendChosen = () => {
      const files = [...(input.files ?? [])];
      input.value = "";
      void this.send(files);
    };
    input.addEventListener("change", sendChosen);
    // Somebody may have chosen files before this module was there.
    if (input.files?.length) sendChosen();
  }

  /** @param {File[]} files */
  async send(files) {
    let kept = 0;
    for (const file of files) kept += await this.one(file);
    if (files.length && kept === files.length) location.reload();
  }

  /** @param {File} file @returns {Promise<number>} 1 when all of it could be used */
  async one(file) {
    const said = JSON.parse(this.getAttribute("said") ?? "{}");
    const line = document.createElement("li");
    this.querySelector("ul")?.append(line);
    line.textContent = filled(said.sending, { name: file.name });
    try {
      const answer = await fetch(`${this.getAttribute("address")}?name=${encodeURIComponent(file.name)}`, {
        method: "POST",
        headers: { accept: "application/json", "content-type": "application/octet-stream", "x-csrf-token": token() },
        body: file,
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.detail ?? `${answer.status}`);
      const refused = told.refused.map((/** @type {string[]} */ [name, why]) => filled(said.refused, { name, why }));
      line.textContent = [filled(said.taken, { name: file.name, ...told }), ...refused].join("; ");
      return refused.length ? 0 : 1;
    } catch (problem) {
      line.textContent = filled(said.refused, { name: file.name, why: String(/** @type {Error} */ (problem).message) });
      return 0;
    }
  }
}

/** @param {string} text @param {Record<string, unknown>} values */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

customElements.define("run-files", RunFiles);
