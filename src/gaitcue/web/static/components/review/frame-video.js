// @ts-check
import { frameAt, seekTime } from "./clock.js";

/**
 * A clip of which single frames are shown exactly. One seek at a time: the next one begins when the picture of the last
 * stands, so that a key that is held down never piles them up. `shown` is told when the frame that is wanted stands.
 */
export class FrameVideo extends EventTarget {
  #wanted = -1;

  constructor() {
    super();
    this.video = document.createElement("video");
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.preload = "auto";
    this.video.setAttribute("aria-hidden", "true");
    this.video.addEventListener("loadeddata", () => this.#wanted >= 0 && this.show(this.#wanted));
    this.video.addEventListener("seeked", () => this.#stands());
  }

  /** The frame whose picture stands; -1 while it is on its way. */
  get frame() {
    const video = this.video;
    return video.readyState < 2 || video.seeking ? -1 : frameAt(video.currentTime);
  }

  /** @param {number} frame */
  show(frame) {
    this.#wanted = frame;
    if (this.video.readyState < 1 || this.video.seeking) return;
    if (this.frame === frame) this.dispatchEvent(new Event("shown"));
    else this.video.currentTime = seekTime(frame);
  }

  /** No frame is wanted any more: the clip plays by itself. */
  letGo() {
    this.#wanted = -1;
  }

  #stands() {
    if (this.#wanted < 0) return;
    if (frameAt(this.video.currentTime) !== this.#wanted) this.video.currentTime = seekTime(this.#wanted);
    else this.dispatchEvent(new Event("shown"));
  }
}
