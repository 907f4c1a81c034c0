// @ts-check
/**
 * Places beats on the clock of the sound card. Beat n lies at origin + n · interval, counted from one start: nothing is ever
 * added up, so nothing drifts, however late the timer comes that asks for the next ones.
 */
const SURE_S = 0.1;
const KEPT_S = 2;

/** @typedef {{ at: number, sound: AudioScheduledSourceNode | null }} Beat */

export class Beats {
  /** @type {Beat[]} */
  placed = [];
  running = false;
  origin = 0;
  interval = 1;
  next = 0;
  /** Beats whose time was over before anybody asked for them; they are left out, never played late. */
  late = 0;

  /**
   * @param {BaseAudioContext} context
   * @param {(at: number) => AudioScheduledSourceNode} play makes the sound of one beat
   * @param {(at: number) => boolean} heard whether a beat at this time is one to be heard
   */
  constructor(context, play, heard) {
    this.context = context;
    this.play = play;
    this.heard = heard;
  }

  /** @param {number} at first beat, on the context's clock @param {number} interval seconds */
  start(at, interval) {
    this.stop();
    this.origin = at;
    this.interval = interval;
    this.next = 0;
    this.late = 0;
    this.running = true;
  }

  /** @param {number} beat */
  at(beat) {
    return this.origin + beat * this.interval;
  }

  /** Place every beat before a time. @param {number} until on the context's clock */
  place(until) {
    if (!this.running) return;
    const now = this.context.currentTime;
    this.leaveOut(now);
    for (; this.at(this.next) < until; this.next += 1) {
      const at = this.at(this.next);
      this.placed.push({ at, sound: this.heard(at) ? this.play(at) : null });
    }
    this.placed = this.placed.filter((beat) => beat.at > now - KEPT_S);
  }

  /** @param {number} now */
  leaveOut(now) {
    const first = Math.ceil((now - this.origin) / this.interval);
    if (first <= this.next) return;
    this.late += first - this.next;
    this.next = first;
  }

  /** Another interval from the next beat on: the one before it stays where it is, so no step is stumbled over. @param {number} interval */
  change(interval) {
    const sure = this.context.currentTime + SURE_S;
    this.takeBack(sure);
    const last = Math.floor((sure - this.origin) / this.interval);
    this.next = last < 0 ? 0 : 1;
    if (last >= 0) this.origin = this.at(last);
    this.interval = interval;
  }

  /** What is heard has changed: beats that are far enough ahead are placed anew. */
  renew() {
    const sure = this.context.currentTime + SURE_S;
    this.takeBack(sure);
    this.next = Math.min(this.next, Math.max(0, Math.floor((sure - this.origin) / this.interval) + 1));
  }

  stop() {
    this.takeBack(-Infinity);
    this.running = false;
  }

  /** @param {number} after */
  takeBack(after) {
    // A sound that is stopped before its beginning is never heard; one that has begun is short enough to end by itself.
    for (const beat of this.placed) if (beat.at > after && beat.at > this.context.currentTime) beat.sound?.stop();
    this.placed = this.placed.filter((beat) => beat.at <= after);
  }
}
