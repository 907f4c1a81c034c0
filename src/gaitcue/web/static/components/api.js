// @ts-check
/**
 * Ask the app's own server, with the page's token.
 * @param {string} address @param {unknown} [told] sent as JSON; without it the address is only read
 * @returns {Promise<any>} the answer
 * @throws {Error} with the server's one line
 */
export async function ask(address, told) {
  /** @type {RequestInit} */
  const request = { headers: { accept: "application/json" } };
  if (told !== undefined) {
    request.method = "POST";
    request.headers = { ...request.headers, "content-type": "application/json", "x-csrf-token": token() };
    request.body = JSON.stringify(told);
  }
  const answer = await fetch(address, request);
  const content = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(content?.detail ?? `${answer.status}`);
  return content;
}

/** What every change carries, which no other page can know. */
export function token() {
  return document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
}

/** A name that nothing else has: what is sent twice under it is the same. @returns {string} */
export function newName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
