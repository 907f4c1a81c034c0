// @ts-check
/** Tones that say what comes without a look at the phone: two rising run, two falling walk, three alike ask for the pain. */
const TONES = { run: [660, 880], walk: [880, 660], pain: [740, 740, 740], end: [660, 880, 1100] };
const LONG_S = 0.14;
const APART_S = 0.2;

/**
 * @param {AudioContext} context @param {number} at on its clock @param {"run" | "walk" | "pain" | "end"} what
 * @returns {OscillatorNode[]} to be stopped when it is not to be heard any more
 */
export function signal(context, at, what) {
  return TONES[what].map((frequency, place) => {
    const start = at + place * APART_S;
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.35, start + 0.01);
    gain.gain.linearRampToValueAtTime(0, start + LONG_S);
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + LONG_S);
    return tone;
  });
}
