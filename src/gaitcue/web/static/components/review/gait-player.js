// @ts-check
import { frameAt, nextSpeed, playbackRate, seekTime } from "./clock.js";
import { FrameVideo } from "./frame-video.js";
import { drawSkeleton, nearestPoint, pointAt } from "./skeleton.js";
import { distance, placesOf, readingOf } from "./tools.js";
/** @import {ReviewState} from "./state.js" */
/** @import {Change} from "./types.js" */
/** @import {Place, Tool} from "./tools.js" */

const REACH = 14;

/**
 * The clip with its skeleton, exactly frame by frame. Space plays, arrow keys and J K L move, a point can be dragged,
 * and lines and angles can be drawn.
 *
 * Attributes: `src` the clip for the browser (without one the skeleton is drawn alone).
 * Properties: `state` a ReviewState; `words` texts by their key.
 * Events: `gait-change` with a Change when a person moved something; `gait-value` with a value measured by hand;
 * `gait-length` with a line whose length is to be told; `gait-runner` with a click on who shall be followed.
 */
export class GaitPlayer extends HTMLElement {
  /** @type {ReviewState | null} */
  #state = null;
  #frames = new FrameVideo();
  #canvas = document.createElement("canvas");
  #speed = 1;
  #loop = false;
  #playing = false;
  /** @type {Tool} */
  #tool = "points";
  /** @type {Place[]} */
  #places = [];
  /** @type {{name: string, at: Place} | null} */
  #dragged = null;
  #skeleton = true;
  /** @type {Record<string, string>} */
  words = {};

  /** @param {ReviewState} state */
  set state(state) {
    this.#state = state;
    state.addEventListener("frame", () => this.#follow());
    state.addEventListener("data", () => this.#draw());
    this.#build();
    this.#follow();
  }

  get tool() {
    return this.#tool;
  }

  /** What a click in the picture does. @param {Tool} tool */
  set tool(tool) {
    this.#tool = tool;
    this.#places = [];
    this.#draw();
  }

  get speed() {
    return this.#speed;
  }

  /** @param {number} speed times true time */
  set speed(speed) {
    this.#speed = speed;
    if (this.#state) this.#video.playbackRate = playbackRate(this.#state.fps, speed);
    this.dispatchEvent(new Event("gait-speed", { bubbles: true }));
  }

  /** Play the stride that is shown again and again. @param {boolean} on */
  set loop(on) {
    this.#loop = on;
  }

  get loop() {
    return this.#loop;
  }

  /** @param {boolean} on */
  set skeleton(on) {
    this.#skeleton = on;
    this.#draw();
  }

  get skeleton() {
    return this.#skeleton;
  }

  get playing() {
    return this.#playing;
  }

  play() {
    const state = this.#state;
    if (!state || this.#playing) return;
    this.#playing = true;
    if (this.#stride && !this.#loop && state.frame >= state.frames - 1) state.show(0);
    if (this.#hasPicture) {
      this.#frames.letGo();
      this.#video.currentTime = seekTime(state.frame);
      this.#video.playbackRate = playbackRate(state.fps, this.#speed);
      void this.#video.play().catch(() => this.pause());
      this.#watch();
    } else {
      this.#run(performance.now(), state.frame);
    }
    this.dispatchEvent(new Event("gait-playing", { bubbles: true }));
  }

  pause() {
    this.#playing = false;
    this.#video.pause();
    if (this.#state) this.#frames.show(this.#state.frame);
    this.dispatchEvent(new Event("gait-playing", { bubbles: true }));
  }

  /** @param {number} frames */
  step(frames) {
    this.pause();
    this.#state?.show(this.#state.frame + frames);
  }

  /** One speed slower (-1) or faster (1). @param {1 | -1} way */
  changeSpeed(way) {
    this.speed = nextSpeed(this.#speed, way);
  }

  get #video() {
    return this.#frames.video;
  }

  get #hasPicture() {
    return this.hasAttribute("src");
  }

  get #stride() {
    return this.#state?.strideAt() ?? null;
  }

  #build() {
    const review = /** @type {ReviewState} */ (this.#state).review;
    const src = this.getAttribute("src");
    if (src) this.#video.src = src;
    this.#canvas.width = review.width ?? 720;
    this.#canvas.height = review.height ?? 720;
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "img");
    this.#canvas.setAttribute("aria-label", this.words.picture ?? "");
    this.#video.addEventListener("ended", () => this.pause());
    this.#canvas.addEventListener("pointerdown", (event) => this.#press(event));
    this.#canvas.addEventListener("pointermove", (event) => this.#drag(event));
    this.#canvas.addEventListener("pointerup", (event) => this.#release(event));
    this.#canvas.addEventListener("pointercancel", () => this.#cancel());
    this.replaceChildren(...(src ? [this.#video] : []), this.#canvas);
  }

  /** Another frame is to be shown. */
  #follow() {
    if (!this.#playing) this.#frames.show(/** @type {ReviewState} */ (this.#state).frame);
    this.#draw();
  }

  /** While the clip plays the browser says which frame it shows. */
  #watch() {
    this.#video.requestVideoFrameCallback((_now, shown) => {
      if (!this.#playing || !this.#state) return;
      const frame = frameAt(shown.mediaTime);
      const stride = this.#loop ? this.#loopAround(frame) : null;
      if (stride) this.#video.currentTime = seekTime(Math.ceil(stride[0]));
      else this.#state.show(frame);
      this.#watch();
    });
  }

  /** @type {[number, number] | null} */
  #looped = null;

  /** The stride to go back to, when the frame lies beyond it. @param {number} frame */
  #loopAround(frame) {
    this.#looped ??= this.#stride;
    const beyond = this.#looped !== null && (frame > this.#looped[1] || frame < this.#looped[0] - 1);
    const stride = this.#looped;
    if (!this.#loop) this.#looped = null;
    return beyond ? stride : null;
  }

  /** Without a picture the frames are counted by the clock. @param {number} begun @param {number} from */
  #run(begun, from) {
    requestAnimationFrame((now) => {
      const state = this.#state;
      if (!this.#playing || !state) return;
      const frame = from + Math.floor(((now - begun) / 1000) * state.fps * this.#speed);
      const back = this.#loop ? this.#loopAround(frame) : null;
      if (back) {
        state.show(Math.ceil(back[0]));
        this.#run(now, Math.ceil(back[0]));
        return;
      }
      state.show(frame);
      if (frame >= state.frames - 1) this.pause();
      else this.#run(begun, from);
    });
  }

  // ---- drawing ----

  #colour(name = "--near") {
    return getComputedStyle(this).getPropertyValue(name).trim() || "#0b5f96";
  }

  #draw() {
    const state = this.#state;
    const ink = this.#canvas.getContext("2d");
    if (!state || !ink) return;
    ink.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    const scale = this.#canvas.width / Math.max(1, this.#canvas.clientWidth || this.#canvas.width);
    if (this.#skeleton) {
      const look = { near: this.#colour("--near-on-picture"), far: this.#colour("--far-on-picture"), scale };
      drawSkeleton(ink, state.review, state.frame, (x, y) => this.#placed(x, y), look);
    }
    if (this.#dragged) this.#dot(ink, this.#dragged.at, 7 * scale);
    this.#drawTool(ink, scale);
  }

  /** @param {CanvasRenderingContext2D} ink @param {number} scale */
  #drawTool(ink, scale) {
    if (!this.#places.length) return;
    ink.strokeStyle = ink.fillStyle = this.#colour("--tool");
    ink.lineWidth = 2 * scale;
    ink.beginPath();
    this.#places.forEach((at, i) => (i ? ink.lineTo(...at) : ink.moveTo(...at)));
    ink.stroke();
    for (const at of this.#places) this.#dot(ink, at, 4 * scale);
    if (this.#places.length < this.#needs) return;
    if (this.#needs < 2) return;
    ink.font = `600 ${16 * scale}px system-ui, sans-serif`;
    const [x, y] = this.#places[this.#places.length - 1];
    ink.fillText(this.#reading().text, x + 10 * scale, y - 10 * scale);
  }

  /** @param {CanvasRenderingContext2D} ink @param {Place} at @param {number} radius */
  #dot(ink, at, radius) {
    ink.beginPath();
    ink.arc(at[0], at[1], radius, 0, 2 * Math.PI);
    ink.stroke();
  }

  /** Marker points are metres with y up: drawn to fill the canvas. @param {number} x @param {number} y @returns {Place} */
  #placed(x, y) {
    const points = /** @type {ReviewState} */ (this.#state).review.points;
    if (points.units === "px") return [x, y];
    const size = this.#canvas.height / 2.2;
    const hip = pointAt(points, "left_hip", this.#state?.frame ?? 0) ?? pointAt(points, "right_hip", 0) ?? [0, 1];
    return [this.#canvas.width / 2 + (x - hip[0]) * size, this.#canvas.height * 0.95 - y * size];
  }

  // ---- by hand ----

  /** @param {PointerEvent} event @returns {Place} */
  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    const across = this.#canvas.width / box.width;
    return [(event.clientX - box.left) * across, (event.clientY - box.top) * across];
  }

  /** @param {PointerEvent} event */
  #press(event) {
    const state = this.#state;
    if (!state || event.button !== 0) return;
    this.pause();
    const at = this.#at(event);
    if (this.#tool !== "points") {
      if (this.#places.length >= this.#needs) this.#places = [];
      this.#places.push(at);
      if (this.#places.length === this.#needs) this.#told();
      this.#draw();
      return;
    }
    if (state.review.points.units !== "px" || !this.#skeleton) return;
    const reach = (REACH * this.#canvas.width) / Math.max(1, this.#canvas.clientWidth);
    const name = nearestPoint(state.review.points, state.frame, at[0], at[1], reach);
    if (!name) return;
    this.#dragged = { name, at };
    this.#canvas.setPointerCapture(event.pointerId);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (!this.#dragged) return;
    this.#dragged.at = this.#at(event);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #release(event) {
    const moved = this.#dragged;
    if (!moved || !this.#state) return;
    this.#dragged = null;
    this.#canvas.releasePointerCapture(event.pointerId);
    const before = pointAt(this.#state.review.points, moved.name, this.#state.frame);
    if (before && distance(before, moved.at) >= 0.5) {
      const [x, y] = moved.at.map((v) => Math.round(v * 10) / 10);
      this.#change({ kind: "point", name: moved.name, frame: this.#state.frame, x, y });
    }
    this.#draw();
  }

  #cancel() {
    this.#dragged = null;
    this.#draw();
  }

  /** Places that the chosen tool needs. */
  get #needs() {
    return placesOf(this.#tool, this.#state?.review.belt_deg ?? null);
  }

  /** A tool has all its places: a value is told, the view is set, or a sticker is followed. */
  #told() {
    const frame = /** @type {ReviewState} */ (this.#state).frame;
    const [[x, y]] = this.#places.map((place) => place.map((v) => Math.round(v * 10) / 10));
    const tool = this.#tool;
    if (tool === "asis" || tool === "psis" || tool === "c7") this.#change({ kind: "sticker", name: tool, frame, x, y });
    else if (tool === "roll") this.#change({ kind: "roll", line: this.#line });
    else if (tool === "scale") this.#say("gait-length", { line: this.#line });
    else if (tool === "runner") this.#say("gait-runner", { x, y, frame });
    else this.#say("gait-value", { tool, frame, places: this.#places, ...this.#reading() });
  }

  /** @returns {[number, number, number, number]} */
  get #line() {
    const [a, b] = this.#places;
    return [a[0], a[1], b[0], b[1]];
  }

  #reading() {
    return readingOf(this.#tool, this.#places, /** @type {ReviewState} */ (this.#state).review);
  }

  /** @param {string} name @param {unknown} detail */
  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** @param {Change} detail */
  #change(detail) {
    this.dispatchEvent(new CustomEvent("gait-change", { bubbles: true, detail }));
  }
}

customElements.define("gait-player", GaitPlayer);
