// @ts-check
/**
 * What the page of a trial does about taps that come quicker than their answers, which a busy computer takes its time for.
 *
 * A tap that is made while another is under way waits for its answer, in order: told of a state that has gone on since, it
 * would be refused as somebody else's. What was pressed about a part that is over by then, or twice, is left.
 *
 * An answer that came after another had renewed its place would be kept and not seen: the place is asked for again, when it
 * hears answered-late. Most often it was renewed by a clip that had arrived meanwhile.
 */

/** @typedef {{stage: string, action: string, name: string, value: string}} Press */

/** @type {Press | null} */
let underWay = null;
/** @type {Press[]} */
let waiting = [];
/** its answer is there, and is being shown */
let answered = false;

function stage() {
  return document.getElementById("trial")?.dataset.stage ?? "";
}

/** @param {SubmitEvent} event @returns {Press} */
function pressed(event) {
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const action = /** @type {HTMLFormElement} */ (event.target).getAttribute("action") ?? "";
  return { stage: stage(), action, name: button?.name ?? "", value: button?.value ?? "" };
}

/** @param {Press} one @param {Press} other */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

addEventListener("submit", (event) => {
  const form = /** @type {HTMLElement} */ (event.target);
  if (!("htmx" in window) || !form.hasAttribute("hx-post")) return;
  const press = pressed(event);
  if (!underWay) {
    underWay = press;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (![underWay, ...waiting].some((one) => same(one, press))) waiting.push(press);
}, true);

/** Press what waits, on the page as it is now. */
function goOn() {
  [underWay, answered] = [null, false];
  const next = waiting.shift();
  if (!next) return;
  const forms = [...document.querySelectorAll("form[hx-post]")].filter((one) => one.getAttribute("action") === next.action);
  const buttons = forms.flatMap((form) => [...form.querySelectorAll("button")]);
  const button = buttons.find((one) => one.name === next.name && one.value === next.value);
  if (button && next.stage === stage()) button.click();
  else goOn();
}

function giveUp() {
  [underWay, waiting, answered] = [null, [], false];
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (answered && /** @type {Element} */ (event.target).id === "trial") goOn();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { xhr, target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  const tap = requestConfig.verb === "post";
  let late = false;
  // Before the answer is put in its place, which takes the old place away in any case.
  xhr.addEventListener("readystatechange", () => {
    if (xhr.readyState === XMLHttpRequest.DONE) late = !target.isConnected;
  });
  xhr.addEventListener("loadend", () => {
    if (tap && xhr.status === 200) answered = true;
    else if (tap) giveUp(); // what came after it was pressed on a page that was not so
    if (late) document.getElementById("trial")?.dispatchEvent(new CustomEvent("answered-late"));
  });
});
