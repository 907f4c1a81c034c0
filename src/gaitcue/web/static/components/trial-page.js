/**
 * A tap that was answered after another answer had renewed its place would be kept and not seen: the place is asked for
 * again, when it hears answered-late. Most often it was renewed by a clip that had arrived meanwhile.
 */
document.addEventListener("htmx:beforeRequest", (event) => {
  const { xhr, target } = /** @type {CustomEvent<{xhr: XMLHttpRequest, target: Element}>} */ (event).detail;
  let late = false;
  // Before the answer is put in its place, which takes the old place away in any case.
  xhr.addEventListener("readystatechange", () => {
    if (xhr.readyState === XMLHttpRequest.DONE) late = !target.isConnected;
  });
  xhr.addEventListener("loadend", () => {
    if (late) document.getElementById("trial")?.dispatchEvent(new CustomEvent("answered-late"));
  });
});
