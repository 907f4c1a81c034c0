// @ts-check
/** @import {Said, Seen} from "./types.js" */
import { Camera, NoCamera } from "./camera.js";
import { drawOverlay } from "./overlay.js";
import { Stream } from "./stream.js";

/**
 * What every element with a camera has (its parts are marked `data-part`, its words are in `data-words`): the camera is
 * opened, its pictures are sent to `address`, the skeleton is drawn, and what goes wrong stands in one line. Event
 * `live-drawn` {frame, delay_ms}: a picture's skeleton was drawn so long after it was taken.
 */
export class CameraPanel extends HTMLElement {
  /** @type {Record<string, any>} */
  words = {};
  /** @type {Map<string, HTMLElement | SVGElement>} */
  parts = new Map();
  /** @type {Map<number, number>} when each picture that is under way was taken */
  taken = new Map();
  /** @type {WakeLockSentinel | null} */
  awake = null;
  leaving = new AbortController();

  connectedCallback() {
    this.words = JSON.parse(this.dataset.words ?? "{}");
    for (const one of this.querySelectorAll("[data-part]")) {
      this.parts.set(/** @type {HTMLElement} */ (one).dataset.part ?? "", /** @type {HTMLElement} */ (one));
    }
    this.leaving = new AbortController();
    this.stream = new Stream(this.address(), {
      said: (said) => this.hear(said),
      lost: () => this.cutOff(true),
      opened: (again) => this.cutOff(false, again),
    });
    this.camera = new Camera(/** @type {HTMLVideoElement} */ (this.piece("video")), {
      ready: () => this.stream?.ready() ?? false,
      picture: ({ jpeg, time_s }) => this.send(jpeg, time_s),
      gone: () => this.lostCamera(),
    });
    this.listen();
    if (!isSecureContext || !navigator.mediaDevices) this.message(this.words.insecure);
  }

  disconnectedCallback() {
    this.leaving.abort();
    this.stream?.end();
    this.camera?.close();
    void this.awake?.release();
  }

  // --- what each of them does in its own way ---

  address() {
    return "";
  }

  /** @param {Said} said */
  hear(said) {
    if (said.kind === "seen") this.see(said);
    else if (said.kind === "bad_picture") this.taken.delete(said.frame);
    else if (said.kind === "refused") this.refused(said.words, said.take_over);
  }

  /** The camera is open. */
  opened() {}

  /** Without the server no number is the newest one any more. @param {boolean} lost @param {boolean} [again] */
  cutOff(lost, again = false) {
    this.piece("desk").classList.toggle("lost", lost);
    this.message(lost ? this.words.lost : again ? this.words.back : "");
  }

  lostCamera() {
    this.message(this.words.unplugged, [[this.words.again, () => void this.openCamera()]]);
  }

  // --- the same for all ---

  /** @param {string} name @returns {HTMLElement} */
  piece(name) {
    const found = this.parts.get(name);
    if (!found) throw new Error(`no part ${name}`);
    return /** @type {HTMLElement} */ (found);
  }

  /** @param {string} name @param {() => void} what */
  press(name, what) {
    this.piece(name).addEventListener("click", what, { signal: this.leaving.signal });
  }

  listen() {
    const { signal } = this.leaving;
    this.press("open", () => void this.openCamera());
    this.piece("camera").addEventListener("change", () => void this.openCamera(this.chosen()), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.listCameras(), { signal });
  }

  now() {
    return { time_s: performance.now() / 1000 };
  }

  chosen() {
    return /** @type {HTMLSelectElement} */ (this.piece("camera")).value;
  }

  /** @param {string} [id] */
  async openCamera(id) {
    this.message(this.words.asking);
    try {
      await this.camera?.open(id);
    } catch (problem) {
      const code = problem instanceof NoCamera ? problem.code : "no_camera";
      this.message(this.words[code], [[this.words.again, () => void this.openCamera(id)]]);
      return;
    }
    this.message("");
    this.piece("open").hidden = true;
    const { videoWidth, videoHeight } = /** @type {HTMLVideoElement} */ (this.piece("video"));
    this.piece("stage").style.setProperty("aspect-ratio", `${videoWidth} / ${videoHeight}`);
    await this.listCameras();
    this.opened();
  }

  async listCameras() {
    const found = (await this.camera?.devices()) ?? [];
    const used = this.camera?.track?.getSettings().deviceId;
    const list = /** @type {HTMLSelectElement} */ (this.piece("camera"));
    list.replaceChildren(...found.map((one) => new Option(one.label, one.id, false, one.id === used)));
    this.piece("camera-row").hidden = found.length < 2;
  }

  /** @param {ArrayBuffer} jpeg @param {number} time_s */
  send(jpeg, time_s) {
    const frame = this.stream?.picture(jpeg, time_s);
    if (frame) this.taken.set(frame, time_s);
  }

  async stayAwake() {
    try {
      this.awake = await navigator.wakeLock.request("screen");
    } catch {
      this.awake = null; // not on this device, or its battery is low: the session goes on
    }
  }

  /** @param {string} words @param {boolean} takeOver */
  refused(words, takeOver) {
    const again = () => this.stream?.begin(takeOver);
    this.message(words, [[takeOver ? this.words.take_over : this.words.again, again]]);
    this.piece("desk").classList.toggle("away", takeOver);
  }

  /** @param {Seen} seen */
  see(seen) {
    const video = /** @type {HTMLVideoElement} */ (this.piece("video"));
    drawOverlay(/** @type {HTMLCanvasElement} */ (this.piece("overlay")), video, seen.points);
    const delay = this.delayOf(seen.frame);
    const rate = seen.rate_hz === null ? "" : `${Math.round(seen.rate_hz)} ${this.words.rate}`;
    this.piece("rate").textContent = rate;
    this.dispatchEvent(new CustomEvent("live-drawn", { detail: { frame: seen.frame, delay_ms: delay } }));
  }

  /** Milliseconds since a picture was taken; those before it were left out. @param {number} frame */
  delayOf(frame) {
    const at = this.taken.get(frame);
    for (const one of this.taken.keys()) if (one <= frame) this.taken.delete(one);
    return at === undefined ? null : performance.now() - 1000 * at;
  }

  /** @param {string} text empty: nothing to say @param {[string, () => void][]} [actions] */
  message(text, actions = []) {
    this.piece("message").hidden = !text;
    this.piece("message-text").textContent = text;
    const buttons = actions.map(([label, what]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", what);
      return button;
    });
    this.piece("message-actions").replaceChildren(...buttons);
  }
}

/**
 * The lines of a list; those that stand there already are left alone, so that they are not read out again.
 * @param {HTMLElement} list @param {string[]} lines
 */
export function fill(list, lines) {
  const told = [...new Set(lines)];
  if (told.length === list.children.length && told.every((one, i) => list.children[i].textContent === one)) return;
  list.replaceChildren(
    ...told.map((line) => {
      const row = document.createElement("li");
      row.textContent = line;
      return row;
    }),
  );
}
