// @ts-check
/**
 * The camera: opened, named, and its pictures as JPEG with the time at which each was taken.
 */
const LONGEST_PX = 640;
const QUALITY = 0.8;

/** @typedef {{jpeg: ArrayBuffer, time_s: number}} Picture */

export class NoCamera extends Error {
  /** @param {"insecure" | "denied" | "no_camera" | "busy"} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @param {unknown} problem @returns {NoCamera} */
function reasonOf(problem) {
  const name = problem instanceof DOMException ? problem.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return new NoCamera("denied");
  if (name === "NotReadableError" || name === "AbortError") return new NoCamera("busy");
  return new NoCamera("no_camera");
}

export class Camera {
  /** @type {MediaStream | null} */
  stream = null;
  canvas = new OffscreenCanvas(1, 1);
  running = false;
  taking = false;

  /**
   * @param {HTMLVideoElement} video shows the picture
   * @param {{ready: () => boolean, picture: (picture: Picture) => void, gone: () => void}} told
   *   `ready` says whether a picture is wanted now; one that is not wanted is not even compressed
   */
  constructor(video, told) {
    this.video = video;
    this.told = told;
  }

  /**
   * Open a camera; the one of before is let go.
   * @param {string} [id] of the device; empty for the one that the browser offers
   * @throws {NoCamera}
   */
  async open(id) {
    if (!isSecureContext || !navigator.mediaDevices) throw new NoCamera("insecure");
    this.close();
    // "none": a browser that cuts its camera's picture to the size that is wanted may cut off the feet.
    const wanted = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 60 }, resizeMode: "none" };
    const chosen = id ? { deviceId: { exact: id } } : { facingMode: "environment" };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { ...wanted, ...chosen }, audio: false });
      this.video.srcObject = this.stream;
      await this.video.play();
    } catch (problem) {
      this.close();
      throw reasonOf(problem);
    }
    this.track?.addEventListener("ended", () => this.lost(), { once: true });
    this.running = true;
    this.next();
  }

  get track() {
    return this.stream?.getVideoTracks()[0];
  }

  /** The cameras of this device, by name once one was allowed. @returns {Promise<{id: string, label: string}[]>} */
  async devices() {
    const found = await navigator.mediaDevices.enumerateDevices();
    return found
      .filter((one) => one.kind === "videoinput")
      .map((one, number) => ({ id: one.deviceId, label: one.label || `${number + 1}` }));
  }

  lost() {
    if (!this.running) return;
    this.close();
    this.told.gone();
  }

  close() {
    this.running = false;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  next() {
    if (!this.running) return;
    this.video.requestVideoFrameCallback((now, about) => {
      const time = about.captureTime ?? now;
      if (!this.taking && this.told.ready()) void this.take(time / 1000);
      this.next();
    });
  }

  /** @param {number} time_s */
  async take(time_s) {
    this.taking = true;
    try {
      const { videoWidth, videoHeight } = this.video;
      const scale = Math.min(1, LONGEST_PX / Math.max(videoWidth, videoHeight, 1));
      const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
      if (!width || !height) return;
      if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
      this.canvas.getContext("2d", { alpha: false })?.drawImage(this.video, 0, 0, width, height);
      const blob = await this.canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
      if (this.running) this.told.picture({ jpeg: await blob.arrayBuffer(), time_s });
    } finally {
      this.taking = false;
    }
  }
}
