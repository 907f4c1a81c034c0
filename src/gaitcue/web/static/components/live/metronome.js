// @ts-check
/** @import {State} from "./types.js" */
import { Beats } from "../beat/beats.js";
import { soundOf } from "../beat/sounds.js";

const LOOK_MS = 50;
const AHEAD_S = 0.5;
const FIRST_S = 0.15;

/** The beat of a session that trains the cadence: the middle of the band, heard only while there is feedback. */
export class Metronome {
  /** @type {number | undefined} */
  timer;

  /** @param {AudioContext} context its clock is that of the beats, so that they do not drift */
  constructor(context) {
    this.context = context;
    const sound = soundOf(context, "click");
    const play = (/** @type {number} */ at) => {
      const source = new AudioBufferSourceNode(context, { buffer: sound });
      source.connect(context.destination);
      source.start(at);
      return source;
    };
    this.beats = new Beats(context, play, () => true);
  }

  /** @param {State} state @param {boolean} wanted */
  follow({ phase, feedback, target }, wanted) {
    if (!wanted || phase !== "run" || !feedback || target?.measure !== "cadence") {
      this.stop();
      return;
    }
    if (this.beats.running) return;
    this.beats.start(this.context.currentTime + FIRST_S, 120 / (target.low + target.high));
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  look() {
    this.beats.place(this.context.currentTime + AHEAD_S);
  }

  stop() {
    clearInterval(this.timer);
    this.beats.stop();
  }
}
