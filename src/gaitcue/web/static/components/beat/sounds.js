// @ts-check
/** Sounds of a beat: short, and at full strength within a millisecond, so that the ear knows when. */

/** @typedef {{ pitch: number, overtone: number, half_s: number }} Sound */

/** @type {Record<string, Sound>} */
export const SOUNDS = {
  click: { pitch: 2400, overtone: 3700, half_s: 0.004 },
  wood: { pitch: 900, overtone: 2480, half_s: 0.012 },
  soft: { pitch: 520, overtone: 1040, half_s: 0.03 },
};
const RISE_S = 0.0008;
const HALVES = 8;

/** @param {BaseAudioContext} context @param {string} name @returns {AudioBuffer} */
export function soundOf(context, name) {
  const { pitch, overtone, half_s } = SOUNDS[name] ?? SOUNDS.click;
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.ceil(HALVES * half_s * rate), rate);
  const samples = buffer.getChannelData(0);
  for (let n = 0; n < samples.length; n += 1) {
    const t = n / rate;
    const strength = Math.min(1, t / RISE_S) * 0.5 ** (t / half_s);
    samples[n] = strength * (0.7 * Math.cos(2 * Math.PI * pitch * t) + 0.3 * Math.cos(2 * Math.PI * overtone * t));
  }
  return buffer;
}
