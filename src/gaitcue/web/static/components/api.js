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
