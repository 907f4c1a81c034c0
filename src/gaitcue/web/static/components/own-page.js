// @ts-check
const AGAIN_MS = 5000;

/**
 * <own-page worker="..." page="..." shell>: lets a page open without a connection, by a worker of its own
 * (web/own_page.py). On the kept copy (`shell`) it asks for the page itself as soon as there is a connection.
 */
class OwnPage extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute("shell")) {
      addEventListener("online", () => this.openPage());
      document.addEventListener("visibilitychange", () => this.openPage());
      setInterval(() => this.openPage(), AGAIN_MS);
      return;
    }
    const worker = this.getAttribute("worker") ?? "";
    const scope = this.getAttribute("page") ?? "";
    // Not where the browser does not trust the certificate: the page works all the same, with a connection.
    navigator.serviceWorker?.register(worker, { scope }).then(
      () => this.setAttribute("data-kept", ""),
      () => this.setAttribute("data-not-kept", ""),
    );
  }

  /** The page itself, once the server answers. What is being filled in is not taken away. */
  async openPage() {
    const begun = document.querySelector("form:not([hidden]) :is(input:checked:not([value='']), :focus)");
    if (begun || !navigator.onLine || document.hidden) return;
    const answer = await fetch(this.getAttribute("page") ?? "").catch(() => null);
    if (answer) location.reload();
  }
}

customElements.define("own-page", OwnPage);
