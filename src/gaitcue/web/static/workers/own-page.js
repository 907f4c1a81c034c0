// The worker of one page, served with `const own` before it by web/own_page.py: what it keeps, and until when.
// First the network, then what was kept. Nothing that the server says about a person is ever kept: a shell and files.
const NAME = `gaitcue ${own.page}`;
const PATIENCE_MS = 6000;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === own.page) event.respondWith(page(request));
  else if (own.files.includes(pathname)) event.respondWith(file(request));
});

async function keep() {
  const cache = await caches.open(NAME);
  await cache.addAll([own.shell, ...own.files]);
  await self.skipWaiting();
}

async function page(request) {
  if (Date.now() > own.ends) return (await forget(), fetch(request));
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    // A link that ended, or somebody who is not logged in any more, who is sent to the login.
    if (answer.status === 404 || answer.status === 401 || answer.type === "opaqueredirect") await forget();
    return answer;
  } catch (problem) {
    const shell = await (await caches.open(NAME)).match(own.shell);
    if (shell) return shell;
    throw problem;
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const kept = await (await caches.open(NAME)).match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw problem;
  }
}

async function forget() {
  await caches.delete(NAME);
  await self.registration.unregister();
}
