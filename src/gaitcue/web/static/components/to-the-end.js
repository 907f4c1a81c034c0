// @ts-check
/**
 * <to-the-end> around a wide picture of years: where the screen has no room for all of it, the latest is seen first, and
 * titles (`data-stays`) move along so that they stay in sight.
 */
class ToTheEnd extends HTMLElement {
  connectedCallback() {
    const inside = this.firstElementChild;
    if (!inside) return;
    inside.addEventListener("scroll", () => this.follow(inside));
    inside.scrollLeft = inside.scrollWidth;
    this.follow(inside);
  }

  /** @param {Element} inside */
  follow(inside) {
    const svg = inside.querySelector("svg");
    if (!svg) return;
    const scale = svg.viewBox.baseVal.width / svg.clientWidth;
    for (const title of svg.querySelectorAll("[data-stays]")) {
      const moved = Math.max(0, inside.scrollLeft * scale - Number(title.getAttribute("x")) + 4);
      title.setAttribute("transform", `translate(${moved.toFixed(1)} 0)`);
    }
  }
}

customElements.define("to-the-end", ToTheEnd);
