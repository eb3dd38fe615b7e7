/// <reference lib="dom" />
/** A network that was trained or opened here, and where it comes from. */
export interface KeptModel {
  /** The bytes of its file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the page says of it. */
  readonly origin: string;
}

const DATABASE = "cutedl-draw";
const STORE = "models";
const KEY = "current";

/** Keeps a network in this browser, in place of the one before. */
export async function keepModel(model: KeptModel): Promise<void> {
  await inStore("readwrite", (store) => store.put(model, KEY));
}

/** Gives the network that was kept, if there is one. */
export async function keptModel(): Promise<KeptModel | undefined> {
  return await inStore<KeptModel | undefined>(
    "readonly",
    (store) => store.get(KEY),
  );
}

/** Forgets the network that was kept. */
export async function forgetModel(): Promise<void> {
  await inStore("readwrite", (store) => store.delete(KEY));
}

async function inStore<T>(
  mode: IDBTransactionMode,
  action: (store: IDBObjectStore) => IDBRequest,
): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled<IDBDatabase>(opening);
  try {
    const store = database.transaction(STORE, mode).objectStore(STORE);
    return await settled<T>(action(store));
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error);
  });
}
