// @ts-check
import { FrameVideo } from "../review/frame-video.js";
import { drawSkeleton } from "../review/skeleton.js";
import { frameNearest } from "./clock.js";
/** @import {RunInStep} from "./types.js" */

/** Colours of a skeleton. @typedef {{near: string, far: string, scale: number}} Look */

/** One run of a comparison: its frames, and how each is drawn on the common picture. */
export class RunView {
  frame = 0;
  /** @type {FrameVideo | null} */
  #frames = null;

  /** @param {RunInStep} run @param {string | null} src of the clip for the browser @param {() => void} onShown */
  constructor(run, src, onShown) {
    this.run = run;
    if (!src) return;
    this.#frames = new FrameVideo();
    this.#frames.video.src = src;
    this.#frames.addEventListener("shown", onShown);
  }

  /** Show the frame nearest to a time of the run. @param {number} time s */
  show(time) {
    this.frame = frameNearest(this.run.time_s, time);
    this.#frames?.show(this.frame);
  }

  /** Its picture is that of the frame that is to be shown. */
  get stands() {
    return this.#frames === null || this.#frames.frame === this.frame;
  }

  get hasPicture() {
    return this.#frames !== null;
  }

  /** @param {CanvasRenderingContext2D} ink @param {number} strength 0 to 1 */
  drawPicture(ink, strength) {
    const { width, height, place } = this.run;
    if (!this.#frames || !width || !height || strength <= 0) return;
    ink.save();
    ink.globalAlpha = strength;
    ink.setTransform(...place.turn, place.across[this.frame], place.down[this.frame]);
    ink.drawImage(this.#frames.video, 0, 0, width, height);
    ink.restore();
  }

  /** @param {CanvasRenderingContext2D} ink @param {number} strength 0 to 1 @param {Look} look */
  drawSkeleton(ink, strength, look) {
    const { place } = this.run;
    const [a, b, c, d] = place.turn;
    const [e, f] = [place.across[this.frame], place.down[this.frame]];
    ink.save();
    ink.globalAlpha = strength;
    drawSkeleton(ink, this.run, this.frame, (x, y) => [a * x + c * y + e, b * x + d * y + f], look);
    ink.restore();
  }
}
