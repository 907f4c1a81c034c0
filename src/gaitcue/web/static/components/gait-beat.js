// @ts-check
import { Beats } from "./beat/beats.js";
import { soundOf } from "./beat/sounds.js";

const LOOK_MS = 50;
const AHEAD_S = 0.5;
// Browsers wake a hidden page once a second at best, and once a minute at worst.
const AHEAD_HIDDEN_S = 75;
const FIRST_S = 0.15;
const PLACE = "gaitcue beat";
const KEPT = ["sound", "volume", "every"];

/**
 * <gait-beat data-usual="154" data-share="5" data-words="...">: a metronome at so much more than this runner's own cadence.
 * The beat lies on the sound card's clock (beat/beats.js). Without this module the page names the number alone.
 * `heard` and `running` let another component decide when it is to be heard; it tells `beat-state` when it begins and ends.
 */
export class GaitBeat extends HTMLElement {
  /** @type {AudioContext | undefined} */
  context;
  /** @type {Beats | undefined} */
  beats;
  /** @type {GainNode | undefined} */
  gain;
  /** @type {AudioBuffer | undefined} */
  sound;
  /** @type {number | undefined} */
  timer;
  /** Whether a beat at this time of the context is to be heard. @type {(at: number) => boolean} */
  heard = () => true;
  looks = () => this.look();
  changes = () => this.interrupted();

  connectedCallback() {
    if (this.dataset.ready) return;
    this.dataset.ready = "yes";
    this.recall();
    this.show();
    this.bit("play").addEventListener("click", () => void this.toggle());
    this.addEventListener("input", (event) => this.choose(/** @type {HTMLInputElement} */ (event.target)));
    document.addEventListener("visibilitychange", this.looks);
  }

  disconnectedCallback() {
    // Moved within the page it plays on.
    setTimeout(() => this.isConnected || this.end());
  }

  end() {
    this.stop();
    document.removeEventListener("visibilitychange", this.looks);
    void this.context?.close();
    this.context = undefined;
    delete this.dataset.ready;
  }

  /** @param {string} name @returns {HTMLElement} */
  bit(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part=${name}]`));
  }

  /** @param {string} name @returns {string} */
  chosen(name) {
    const found = /** @type {HTMLInputElement | null} */ (this.querySelector(`[name=${name}]:checked, [name=${name}][type=range]`));
    return found?.value ?? "";
  }

  get words() {
    return JSON.parse(this.dataset.words ?? "{}");
  }

  /** Steps a minute, of both feet. */
  get tempo() {
    const share = Number(this.chosen("share") || this.dataset.share || 0);
    return Number(this.dataset.usual) * (1 + share / 100);
  }

  /** Seconds from one beat to the next. */
  get interval() {
    return (60 / this.tempo) * (this.chosen("every") === "2" ? 2 : 1);
  }

  get running() {
    return this.beats?.running ?? false;
  }

  async toggle() {
    if (this.running) this.stop();
    else await this.start();
  }

  /** Begin to beat. */
  async start() {
    this.begin(await this.wake());
  }

  /** The sound's clock, running; browsers allow that after a tap only. @returns {Promise<AudioContext>} */
  async wake() {
    const context = (this.context ??= this.open());
    await context.resume();
    return context;
  }

  /** @param {AudioContext} context */
  begin(context) {
    this.beats?.start(context.currentTime + FIRST_S, this.interval);
    this.timer ??= setInterval(this.looks, LOOK_MS);
    this.look();
    this.pulse();
    this.show();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.beats?.stop();
    this.show();
  }

  /** @returns {AudioContext} */
  open() {
    const context = new AudioContext({ latencyHint: "interactive" });
    const gain = new GainNode(context);
    gain.connect(context.destination);
    this.gain = gain;
    this.sound = soundOf(context, this.chosen("sound"));
    gain.gain.value = this.loudness();
    this.beats = new Beats(context, (at) => this.play(at), (at) => this.heard(at));
    context.addEventListener("statechange", this.changes);
    return context;
  }

  /** @param {number} at @returns {AudioScheduledSourceNode} */
  play(at) {
    const source = new AudioBufferSourceNode(/** @type {AudioContext} */ (this.context), { buffer: this.sound });
    source.connect(/** @type {GainNode} */ (this.gain));
    source.start(at);
    return source;
  }

  look() {
    if (!this.context || !this.running) return;
    this.beats?.place(this.context.currentTime + (document.hidden ? AHEAD_HIDDEN_S : AHEAD_S));
  }

  /** What is heard has changed, as when feedback fades. */
  renew() {
    this.beats?.renew();
    this.look();
  }

  /** A call or another program took the sound: said, and one tap brings it back. */
  interrupted() {
    const taken = this.running && this.context?.state !== "running";
    this.bit("said").textContent = taken ? (this.words.interrupted ?? "") : "";
    if (taken) addEventListener("pointerdown", () => void this.context?.resume(), { once: true });
  }

  /** Loudness as the ear takes it: half of the way sounds half as loud. */
  loudness() {
    return (Number(this.chosen("volume") || 70) / 100) ** 2;
  }

  /** @param {HTMLInputElement} input */
  choose(input) {
    if (input.name === "volume" && this.gain) this.gain.gain.setTargetAtTime(this.loudness(), this.gain.context.currentTime, 0.02);
    if (input.name === "sound" && this.context) {
      this.sound = soundOf(this.context, input.value);
      this.renew();
    }
    if (["share", "every"].includes(input.name)) this.beats?.change(this.interval);
    this.look();
    this.keep();
    this.show();
  }

  keep() {
    localStorage.setItem(PLACE, JSON.stringify(Object.fromEntries(KEPT.map((name) => [name, this.chosen(name)]))));
  }

  recall() {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}");
    for (const name of KEPT) {
      if (typeof kept[name] !== "string") continue;
      const volume = /** @type {HTMLInputElement | null} */ (this.querySelector(`[name=${name}][type=range]`));
      const choice = /** @type {HTMLInputElement | null} */ (this.querySelector(`[name=${name}][value="${CSS.escape(kept[name])}"]`));
      if (volume) volume.value = kept[name];
      else if (choice) choice.checked = true;
    }
  }

  show() {
    this.bit("tempo").textContent = `${Math.round(this.tempo)}`;
    const play = this.bit("play");
    play.textContent = this.running ? this.words.stop : this.words.play;
    play.setAttribute("aria-pressed", `${this.running}`);
    this.dispatchEvent(new CustomEvent("beat-state", { bubbles: true, detail: { running: this.running, tempo: this.tempo } }));
  }

  /** A ring that grows with each beat that is heard: no flash, and still for who asks for less motion. */
  pulse() {
    const ring = /** @type {SVGElement | null} */ (this.querySelector("[data-part=ring]"));
    if (!ring || !this.context || !this.beats || !this.running || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const now = this.context.currentTime - (this.context.outputLatency || 0);
    const last = this.beats.placed.filter((beat) => beat.at <= now && beat.sound).at(-1);
    const since = last ? (now - last.at) / 0.18 : 1;
    ring.setAttribute("r", `${34 + 10 * Math.max(0, 1 - since)}`);
    requestAnimationFrame(() => this.pulse());
  }
}

customElements.define("gait-beat", GaitBeat);
