// @ts-check
/**
 * <body-map>: a drawn body over the list of places that hurt. A tap on a spot ticks its place in the list, which stays
 * the form's own control: without this module it is all there is. One spot is reached by Tab, the others by arrow keys.
 */
class BodyMap extends HTMLElement {
  connectedCallback() {
    const drawn = /** @type {HTMLElement | null} */ (this.querySelector("[data-drawn]"));
    if (!drawn) return;
    drawn.hidden = false;
    const list = /** @type {HTMLDetailsElement | null} */ (this.querySelector("details"));
    // With a mistake in the list it stays open, so that the line beside it is seen.
    if (list && !list.querySelector(".mistake")) list.open = false;
    this.spots = /** @type {SVGGElement[]} */ ([...this.querySelectorAll(".spot")]).filter((spot) => this.box(spot));
    for (const svg of this.querySelectorAll("svg")) svg.setAttribute("role", "group");
    for (const spot of this.spots) this.prepare(spot);
    this.spots[0]?.setAttribute("tabindex", "0");
    this.addEventListener("change", () => this.show());
    this.show();
  }

  /** @param {SVGGElement} spot @returns {HTMLInputElement | null} its place in the list */
  box(spot) {
    return this.querySelector(`input[type=checkbox][value="${spot.dataset.place}"]`);
  }

  /** @param {SVGGElement} spot */
  name(spot) {
    return this.box(spot)?.closest("label")?.textContent?.trim() ?? "";
  }

  /** @param {SVGGElement} spot */
  prepare(spot) {
    spot.setAttribute("role", "checkbox");
    spot.setAttribute("tabindex", "-1");
    spot.setAttribute("aria-label", this.name(spot));
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = this.name(spot);
    spot.prepend(title);
    spot.addEventListener("click", () => this.toggle(spot));
    spot.addEventListener("keydown", (event) => this.key(event, spot));
  }

  /** @param {SVGGElement} spot */
  toggle(spot) {
    const box = this.box(spot);
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    this.focusOn(spot);
  }

  /** @param {KeyboardEvent} event @param {SVGGElement} spot */
  key(event, spot) {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.toggle(spot);
      return;
    }
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const next = way && this.nearest(spot, way[0], way[1]);
    if (!next) return;
    event.preventDefault();
    this.focusOn(next);
  }

  /**
   * @param {SVGGElement} spot @param {number} dx @param {number} dy a way to go
   * @returns {SVGGElement | undefined} the nearest spot that way; what lies aside counts double
   */
  nearest(spot, dx, dy) {
    const from = middle(spot);
    const far = (/** @type {SVGGElement} */ other) => {
      const to = middle(other);
      const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
      const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
      return along > 1 ? along + 2 * aside : Infinity;
    };
    const others = (this.spots ?? []).filter((other) => far(other) < Infinity);
    return others.sort((one, other) => far(one) - far(other))[0];
  }

  /** @param {SVGGElement} spot */
  focusOn(spot) {
    for (const one of this.spots ?? []) one.setAttribute("tabindex", one === spot ? "0" : "-1");
    spot.focus();
  }

  /** What is ticked, on the body and as a line. */
  show() {
    for (const spot of this.spots ?? []) spot.setAttribute("aria-checked", String(this.box(spot)?.checked ?? false));
    const ticked = /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("input[type=checkbox]:checked")]);
    const names = ticked.map((box) => box.closest("label")?.textContent?.trim() ?? "");
    const line = this.querySelector("[data-chosen]");
    if (line) line.textContent = names.join("; ") || (line.getAttribute("data-chosen") ?? "");
  }
}

/** @param {SVGGElement} spot */
function middle(spot) {
  const box = spot.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

customElements.define("body-map", BodyMap);
