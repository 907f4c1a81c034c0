// @ts-check
/** @import {State} from "./types.js" */
import { Metronome } from "./metronome.js";

/** What is heard: a soft tone for a step in the band, the beat, and the cue in the device's own voice. */
const TONE_HZ = 660;
const TONE_S = 0.09;
const SAY_EVERY_MS = 20_000;

export class Sound {
  /** @type {AudioContext | null} */
  context = null;
  /** @type {Metronome | null} */
  metronome = null;
  saidAt = -Infinity;

  /** A browser lets a page be heard only after somebody touched it. */
  wake() {
    this.context ??= new AudioContext();
    void this.context.resume();
  }

  /** The beat goes with the feedback. @param {State} state @param {boolean} wanted */
  beat(state, wanted) {
    if (this.context) (this.metronome ??= new Metronome(this.context)).follow(state, wanted);
  }

  tone() {
    const context = this.context;
    if (!context || context.state !== "running") return;
    const [voice, level] = [context.createOscillator(), context.createGain()];
    const now = context.currentTime;
    voice.frequency.value = TONE_HZ;
    level.gain.setValueAtTime(0, now);
    level.gain.linearRampToValueAtTime(0.25, now + 0.01);
    level.gain.exponentialRampToValueAtTime(0.001, now + TONE_S);
    voice.connect(level).connect(context.destination);
    voice.start(now);
    voice.stop(now + TONE_S);
  }

  /** A voice of this device: others would send the text elsewhere. @returns {SpeechSynthesisVoice | undefined} */
  voice() {
    if (!("speechSynthesis" in window)) return undefined;
    const own = speechSynthesis.getVoices().filter((one) => one.localService);
    return own.find((one) => one.lang.startsWith(document.documentElement.lang)) ?? own[0];
  }

  /** @param {string} text @param {boolean} [again] also when it was said a moment ago */
  say(text, again = false) {
    const voice = this.voice();
    const now = performance.now();
    if (!voice || (!again && now - this.saidAt < SAY_EVERY_MS)) return;
    this.saidAt = now;
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voice;
    words.lang = voice.lang;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  }

  silence() {
    if ("speechSynthesis" in window) speechSynthesis.cancel();
    this.metronome?.stop();
    void this.context?.suspend();
  }
}
