/**
 * Writes <time data-show="day|moment">, <data data-show="number"> and the days along the axis of a picture
 * (<text data-on="ISO date" data-parts="day month year">) as the browser's language writes them.
 * Without this module the page shows ISO dates, English days along an axis and plain numbers.
 */
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 6 });

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const parts = { day: { day: "numeric" }, month: { month: "short" }, year: { year: "numeric" } };

/** @param {ParentNode} within */
export function showLocally(within) {
  for (const one of within.querySelectorAll("text[data-on]")) {
    const chosen = (one.getAttribute("data-parts") ?? "").split(" ").map((part) => parts[part]);
    const written = new Intl.DateTimeFormat(undefined, Object.assign({ timeZone: "UTC" }, ...chosen));
    one.textContent = written.format(new Date(`${one.getAttribute("data-on")}T00:00:00Z`));
  }
  for (const one of within.querySelectorAll("time[data-show]")) {
    const time = /** @type {HTMLTimeElement} */ (one);
    const written = time.dataset.show === "day" ? `${time.dateTime}T00:00:00Z` : time.dateTime;
    const value = new Date(written);
    if (!Number.isNaN(value.valueOf())) time.textContent = (time.dataset.show === "day" ? day : moment).format(value);
  }
  for (const one of within.querySelectorAll("data[data-show=number]")) {
    const value = Number(/** @type {HTMLDataElement} */ (one).value);
    if (Number.isFinite(value)) one.textContent = number.format(value);
  }
}

showLocally(document);
// htmx says which part of the page is new.
document.addEventListener("htmx:load", (event) => {
  if (event.target instanceof Element) showLocally(event.target);
});
