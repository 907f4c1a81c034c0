// @ts-check
/**
 * Clips that this browser recorded, kept in it (IndexedDB) until the server has them: a page that was closed, or a browser
 * that crashed, loses none. Where a browser keeps nothing (a private window), they lie in the page's memory as before.
 */
/** @typedef {{trial_id?: string, stage?: string, recorded?: boolean}} About */
/** @typedef {{key: string, visit: string, file: File, about: About, at: number}} Kept */

const STORE = "clips";
/** what nobody came back for is not kept longer */
const LONGEST_MS = 7 * 24 * 3600 * 1000;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("gaitcue recorded", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/**
 * @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} what
 * @returns {Promise<T | undefined>} undefined where this browser keeps nothing
 */
async function within(mode, what) {
  try {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const asked = what(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

/** @param {File} file @param {About} about */
const keyOf = (file, about) => `${about.trial_id ?? ""}:${about.stage ?? ""}:${file.name}:${file.size}:${file.lastModified}`;

/** Keep a clip until it is sent. @param {string} visit @param {File} file @param {About} about */
export async function keep(visit, file, about) {
  await within("readwrite", (store) => store.put({ key: keyOf(file, about), visit, file, about, at: Date.now() }));
}

/** It has arrived, or nobody wants it. @param {File} file @param {About} about */
export async function forget(file, about) {
  await within("readwrite", (store) => store.delete(keyOf(file, about)));
}

/** What waits of an appointment, the oldest first. @param {string} visit @returns {Promise<Kept[]>} */
export async function waiting(visit) {
  /** @type {Kept[]} */
  const all = (await within("readonly", (store) => store.getAll())) ?? [];
  const old = all.filter((one) => Date.now() - one.at > LONGEST_MS);
  for (const one of old) await forget(one.file, one.about);
  return all.filter((one) => one.visit === visit && !old.includes(one)).sort((a, b) => a.at - b.at);
}
