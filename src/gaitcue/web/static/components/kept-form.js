// @ts-check
/**
 * What was typed is not lost when a login has ended: a form that is sent stays in this tab until its answer is there. When
 * that is the page to log in, it is filled in again once the same person is back; any other page, and logging out, forgets
 * it. Forms with passwords, codes or files are never kept, nor what a page has hidden in a form.
 */
const NAME = "gaitcue.form";
const LOG_OUT = "/api/logout";
const LOG_IN = /^\/(api\/)?login(\/code)?$/;
const SECRET = "[type=password], [type=file], [autocomplete=one-time-code]";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {{who: string, action: string, values: [string, string][], ended: boolean}} Kept */

/** Whoever is logged in; empty on the pages before that. */
function who() {
  return document.querySelector("meta[name=who]")?.getAttribute("content") ?? "";
}

/** Whether this page comes right after the one to log in, whose scripts may have come too late to be heard. */
function afterTheLogin() {
  return document.referrer !== "" && LOG_IN.test(new URL(document.referrer).pathname);
}

/** @returns {Kept | null} */
function read() {
  return JSON.parse(sessionStorage.getItem(NAME) ?? "null");
}

/** @param {Kept} kept */
function keep(kept) {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    sessionStorage.removeItem(NAME); // no room: as it was without this module
  }
}

/** Those that somebody fills in. @param {HTMLFormElement} form @returns {Control[]} */
function controls(form) {
  const found = /** @type {NodeListOf<Control>} */ (form.querySelectorAll("input[name]:not([type=hidden]), select[name], textarea[name]"));
  return [...found];
}

/** @param {Control} control */
function chosen(control) {
  return !(control instanceof HTMLInputElement) || !["radio", "checkbox"].includes(control.type) || control.checked;
}

/** @param {HTMLFormElement} form @param {boolean} ended */
function sent(form, ended) {
  const action = form.getAttribute("action") ?? "";
  if (action === LOG_OUT) return sessionStorage.removeItem(NAME);
  if (!who() || form.method !== "post" || form.querySelector(SECRET)) return;
  const told = controls(form).filter((one) => !one.disabled && one.value !== "" && chosen(one));
  if (told.length) keep({ who: who(), action, values: told.map((one) => [one.name, one.value]), ended });
}

/** @param {HTMLFormElement} form @param {[string, string][]} values @returns {string[]} what has no field on this page */
function fillIn(form, values) {
  const left = [...values];
  for (const one of controls(form)) {
    const picked = one instanceof HTMLInputElement && ["radio", "checkbox"].includes(one.type) ? one : null;
    const at = left.findIndex(([name, value]) => name === one.name && (!picked || value === one.value));
    if (picked) picked.checked = at >= 0;
    else if (at >= 0) one.value = left[at][1];
    if (at >= 0) left.splice(at, 1);
  }
  for (const one of controls(form)) one.dispatchEvent(new Event("change", { bubbles: true }));
  return left.map(([, value]) => value);
}

/** @param {HTMLFormElement} form @param {string[]} left */
function tell(form, left) {
  const line = document.createElement("p");
  const said = document.querySelector("meta[name=kept-form]")?.getAttribute("content") ?? "";
  line.className = "confirm";
  line.setAttribute("role", "status");
  line.textContent = [said, ...left].join(" · ");
  form.before(line);
  line.scrollIntoView({ block: "center" });
}

function begin() {
  const kept = read();
  if (!kept) return;
  // To log in again leads back to a page; without one somebody logged out, maybe before this module was there to hear it.
  if (!who() && location.pathname === "/login" && !location.search) return sessionStorage.removeItem(NAME);
  if (!who()) return keep({ ...kept, ended: true }); // the page to log in
  if (!(kept.ended || afterTheLogin()) || kept.who !== who()) return sessionStorage.removeItem(NAME);
  const form = [...document.forms].find((one) => one.getAttribute("action") === kept.action);
  if (!form) return; // the page after the login is another one: until this form is opened
  sessionStorage.removeItem(NAME);
  tell(form, fillIn(form, kept.values));
}

addEventListener("submit", (event) => {
  if (!event.defaultPrevented) sent(/** @type {HTMLFormElement} */ (event.target), false);
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, elt } = /** @type {CustomEvent} */ (event).detail;
  const form = elt.closest("form");
  if (xhr.status === 401 && form) sent(form, true);
});
begin();
