// @ts-check
import { newName, token } from "./api.js";
import { Kept } from "./beat/kept.js";
import { beatAt, judged, runAt, signalsOf, totalOf, walksAt } from "./beat/session.js";
import { signal } from "./beat/signals.js";
import "./gait-beat.js";

const SHOW_MS = 250;
const KEEP_S = 2;
const AGAIN_MS = 5000;

/** @typedef {import("./beat/session.js").Plan} Plan */
/** @typedef {import("./beat/kept.js").Run} Run */
/** @typedef {import("./gait-beat.js").GaitBeat} Beat */

/**
 * <beat-run plan="..." address="..." page="..." shell>: a session with the beat alone, from the pain before to the pain
 * after. Time is that of the sound card, so beat, blocks and minutes agree. All is kept on this phone as it happens and
 * sent when there is a connection; the kept copy of the page (`shell`) only keeps, the page itself sends.
 */
class BeatRun extends HTMLElement {
  /** @type {Plan | null} */
  plan = null;
  /** @type {Run | null} */
  run = null;
  /** @type {AudioContext | undefined} */
  context;
  /** On the context's clock, when the elapsed time was 0. */
  zero = 0;
  moving = false;
  /** @type {OscillatorNode[]} */
  tones = [];
  /** @type {WakeLockSentinel | null} */
  awake = null;
  keptAt = 0;

  async connectedCallback() {
    this.kept = new Kept(this.getAttribute("address") ?? "");
    this.addEventListener("click", (event) => void this.tapped(/** @type {HTMLElement} */ (event.target)));
    this.addEventListener("change", () => this.offer());
    addEventListener("online", () => void this.connected());
    setInterval(() => this.tick(), SHOW_MS);
    setInterval(() => void this.connected(), AGAIN_MS);
    await this.load();
    await this.connected();
  }

  /** @returns {Beat} */
  get beat() {
    return /** @type {Beat} */ (this.querySelector("gait-beat"));
  }

  /** @param {string} name @returns {HTMLElement} */
  bit(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-run=${name}]`));
  }

  /** @param {string} step @param {string} [said] */
  step(step, said = "") {
    for (const one of this.querySelectorAll("[data-step]")) {
      const part = /** @type {HTMLElement} */ (one);
      part.hidden = !(part.dataset.step ?? "").split(" ").includes(step);
    }
    this.dataset.at = step;
    this.say(said);
  }

  /** @param {string} what */
  say(what) {
    this.bit("said").textContent = JSON.parse(this.getAttribute("said") ?? "{}")[what] ?? "";
  }

  async load() {
    const answer = await fetch(this.getAttribute("plan") ?? "", { cache: "no-store" }).catch(() => null);
    const told = answer?.ok ? await answer.json() : null;
    if (answer?.ok && !this.hasAttribute("shell")) await this.renew(answer.url, told);
    this.plan = told?.plan ?? null;
    if (this.kept?.run) return this.brokenOff(this.kept.run);
    this.begin();
  }

  /** The copy that a worker keeps is today's. @param {string} address @param {unknown} told */
  async renew(address, told) {
    const name = `gaitcue ${this.getAttribute("page")}`;
    if (!globalThis.caches || !(await caches.has(name))) return;
    const copy = new Response(JSON.stringify(told), { headers: { "content-type": "application/json" } });
    await (await caches.open(name)).put(address, copy);
  }

  begin() {
    if (!this.plan) return this.step("none");
    const { plan } = this;
    const ran = this.kept?.waiting.some((one) => one.retraining_id === plan.retraining_id && one.number === plan.number && one.kind === plan.kind);
    if (ran) return this.step("kept");
    this.beat.dataset.usual = `${plan.usual_spm}`;
    this.beat.dataset.share = `${plan.share_pct}`;
    this.beat.show();
    this.describe(plan);
    this.step("before");
    this.offer();
  }

  /** @param {Plan} plan */
  describe(plan) {
    const words = JSON.parse(this.getAttribute("words") ?? "{}");
    const minutes = Math.round(runAt(plan, totalOf(plan)) / 60);
    const title = plan.kind === "test" ? words.test : words.session;
    this.bit("title").textContent = title.replace("{number}", `${plan.number}`).replace("{of}", `${plan.of}`).replace("{minutes}", `${minutes}`);
    const whole = plan.blocks.length === 1 && plan.blocks[0].to_s - plan.blocks[0].from_s >= runAt(plan, totalOf(plan)) - 1;
    this.bit("about").textContent = plan.blocks.length === 0 ? words.alone : whole ? words.whole : words.fades;
    this.draw(plan);
  }

  /** Where the beat is heard, as one bar. @param {Plan} plan */
  draw(plan) {
    const bar = /** @type {SVGElement} */ (/** @type {unknown} */ (this.bit("bar")));
    const total = totalOf(plan);
    const step = 5;
    /** @type {{ what: string, from: number, to: number }[]} */
    const parts = [];
    for (let at = 0; at < total; at += step) {
      const what = walksAt(plan, at) ? "walk" : beatAt(plan, at) ? "beat" : "alone";
      const last = parts.at(-1);
      if (last?.what === what) last.to = Math.min(at + step, total);
      else parts.push({ what, from: at, to: Math.min(at + step, total) });
    }
    bar.replaceChildren(...parts.map((one) => rectangle(one.what, (1000 * one.from) / total, (1000 * (one.to - one.from)) / total)));
    const now = rectangle("now", 0, 6);
    now.id = "beat-now";
    bar.append(now);
  }

  /** @param {string} name @returns {number | undefined} */
  told(name) {
    const found = /** @type {HTMLInputElement | null} */ (this.querySelector(`[name="${name}"]:checked`));
    return found ? Number(found.value) : undefined;
  }

  /** What can be tapped with what was told so far. */
  offer() {
    const before = this.told("pain_before");
    const rule = this.plan?.pain;
    const flag = /** @type {HTMLInputElement | null} */ (this.querySelector("[name=flags]:checked"))?.value;
    const hurts = rule !== undefined && before !== undefined && before > rule.tolerated;
    this.bit("not-today").hidden = !(hurts || flag === "yes");
    /** @type {HTMLButtonElement} */ (this.bit("start")).disabled = before === undefined || flag !== "no" || hurts;
    const after = ["pain_after", "effort", "awkwardness"].every((name) => this.told(name) !== undefined);
    /** @type {HTMLButtonElement} */ (this.bit("send")).disabled = !after;
  }

  /** @param {HTMLElement} target */
  async tapped(target) {
    const button = target.closest("button");
    const what = button?.dataset.run ?? "";
    if (what === "start") await this.start();
    if (what === "pause") this.pause();
    if (what === "resume") await this.goOn("resume");
    if (what === "stop") this.stop("tired");
    if (what === "send") await this.finish();
    if (button?.dataset.score) this.pain(Number(button.dataset.score));
  }

  // --- running ---------------------------------------------------------------------------------------------------------

  async start() {
    const plan = /** @type {Plan} */ (this.plan);
    this.run = {
      sent: newName(), on: new Date().toLocaleDateString("sv"), retraining_id: plan.retraining_id, number: plan.number,
      kind: plan.kind, stretches: plan.stretches, blocks: plan.blocks, pain_before: this.told("pain_before") ?? 0,
      elapsed: 0, events: [],
    };
    await this.goOn("ready");
  }

  /** A run that this phone lost: it goes on where it was, or ends there. @param {Run} run */
  brokenOff(run) {
    if (!this.plan || this.plan.retraining_id !== run.retraining_id || this.plan.number !== run.number) {
      this.run = run;
      this.stop("other");
      return;
    }
    this.begin();
    this.run = run;
    this.step("paused", "broken");
    this.show();
  }

  /** @param {"ready" | "resume"} kind */
  async goOn(kind) {
    const run = /** @type {Run} */ (this.run);
    const context = await this.beat.wake();
    this.context = context;
    this.zero = context.currentTime + 0.15 - run.elapsed;
    this.moving = true;
    this.note({ kind, time_s: run.elapsed, at: new Date().toISOString() });
    this.beat.heard = (at) => beatAt(/** @type {Plan} */ (this.plan), at - this.zero);
    this.beat.begin(context);
    this.tones = signalsOf(/** @type {Plan} */ (this.plan))
      .filter((one) => one.at > run.elapsed + 1)
      .flatMap((one) => signal(context, this.zero + one.at, one.what));
    this.awake = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    this.step("run");
    this.tick();
  }

  halt() {
    this.moving = false;
    this.beat.stop();
    for (const tone of this.tones) tone.stop();
    this.tones = [];
    void this.awake?.release();
    this.awake = null;
  }

  pause() {
    this.measureTime();
    this.halt();
    this.note({ kind: "pause", time_s: this.run?.elapsed ?? 0 });
    this.step("paused");
  }

  /** @param {string} why @param {string} [said] */
  stop(why, said = "") {
    if (this.moving) this.measureTime();
    this.halt();
    // Pain that ends a session is told by its score; nothing is to be added.
    if (said !== "pain") this.note({ kind: "stop", time_s: this.run?.elapsed ?? 0, why });
    this.step("after", said);
    this.offer();
  }

  measureTime() {
    if (!this.run || !this.context || !this.moving || !this.plan) return;
    const elapsed = Math.min(this.context.currentTime - this.zero, totalOf(this.plan));
    this.run.elapsed = Math.round(1000 * Math.max(elapsed, this.run.elapsed)) / 1000;
  }

  /** @param {import("./beat/kept.js").Told} event */
  note(event) {
    if (!this.run) return;
    this.run.events.push(event);
    this.kept?.keepRun(this.run);
  }

  tick() {
    if (!this.moving || !this.run || !this.plan) return;
    this.measureTime();
    if (this.run.elapsed >= totalOf(this.plan)) return this.stop("done", "done");
    if (Math.abs(this.run.elapsed - this.keptAt) > KEEP_S) {
      this.keptAt = this.run.elapsed;
      this.kept?.keepRun(this.run);
    }
    this.bit("ask").hidden = !this.painDue();
    this.show();
  }

  painDue() {
    const last = this.run?.events.filter((one) => one.kind === "pain").at(-1)?.time_s ?? 0;
    return (this.run?.elapsed ?? 0) - last >= (this.plan?.pain.ask_every_s ?? Infinity);
  }

  show() {
    const { plan, run } = this;
    if (!plan || !run) return;
    const words = JSON.parse(this.getAttribute("words") ?? "{}");
    const left = Math.max(0, Math.ceil(totalOf(plan) - run.elapsed));
    write(this.bit("left"), `${Math.floor(left / 60)}:${`${left % 60}`.padStart(2, "0")}`);
    const what = walksAt(plan, run.elapsed) ? "walk" : beatAt(plan, run.elapsed) ? "beat" : "alone";
    write(this.bit("now"), { walk: words.walk, beat: words.beat, alone: words.on_your_own }[what]);
    this.querySelector("#beat-now")?.setAttribute("x", `${(1000 * run.elapsed) / totalOf(plan) - 3}`);
  }

  /** @param {number} score */
  pain(score) {
    if (!this.run || !this.plan) return;
    this.measureTime();
    this.note({ kind: "pain", time_s: this.run.elapsed, score });
    this.bit("ask").hidden = true;
    const found = judged(this.plan.pain, this.run.pain_before, score);
    if (found === "stop") return this.stop("pain", "pain");
    this.say(found === "eases" ? "eases" : "");
  }

  // --- afterwards ------------------------------------------------------------------------------------------------------

  async finish() {
    if (!this.run) return;
    for (const name of /** @type {const} */ (["pain_after", "effort", "awkwardness"])) this.run[name] = this.told(name);
    this.kept?.add(this.run);
    this.run = null;
    this.step("kept");
    await this.connected();
  }

  /** With a connection what waits is sent; on the kept copy the page itself is asked for, never while somebody runs. */
  async connected() {
    if (this.run || document.hidden) return;
    if (this.hasAttribute("shell")) return this.openPage();
    if (this.kept?.waiting.length) await this.sendAll();
  }

  async openPage() {
    const begun = this.querySelector("input[name]:is([name=pain_before], [name=flags]):checked");
    if (begun || !navigator.onLine) return;
    if (await fetch(this.getAttribute("page") ?? "").catch(() => null)) location.reload();
  }

  async sendAll() {
    for (const one of this.kept?.waiting ?? []) {
      const answer = await this.send(one);
      if (!answer) return;
      // One that came before, as after a lost answer, has arrived.
      if (answer.ok || answer.status === 409) this.kept?.arrived(one.sent);
      else return this.step("kept", "refused");
    }
    await this.load();
    this.step("sent");
  }

  /** @param {Run} run @returns {Promise<Response | null>} */
  send(run) {
    const { elapsed, ...told } = run;
    const headers = { "content-type": "application/json", accept: "application/json", "x-csrf-token": token() };
    return fetch(this.getAttribute("address") ?? "", { method: "POST", headers, body: JSON.stringify(told) }).catch(() => null);
  }
}

/** @param {HTMLElement} place @param {string} text */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** @param {string} what @param {number} x @param {number} width */
function rectangle(what, x, width) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ x, y: 0, width, height: 40, class: what })) made.setAttribute(name, `${value}`);
  return made;
}

customElements.define("beat-run", BeatRun);
