/**
 * The key of a sign-in, which only this origin and tab can read: other ports of the host get its cookie as well.
 * A new tab asks those that are open, and gets it from them.
 */
const NAME = 'countersign-key';
const ASK_MS = 250;

type Message = { readonly kind: 'ask' } | { readonly kind: 'key'; readonly key: string };

export function keepKey(key: string): void {
  sessionStorage.setItem(NAME, key);
}

export function dropKey(): void {
  sessionStorage.removeItem(NAME);
}

export async function findKey(): Promise<string | null> {
  const key = sessionStorage.getItem(NAME) ?? (await askOtherTabs());
  if (key !== null) keepKey(key);
  return key;
}

/** Answers tabs that ask, for as long as this one is open. */
export function shareKey(): void {
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    const key = sessionStorage.getItem(NAME);
    if (data.kind === 'ask' && key !== null) channel.postMessage({ kind: 'key', key } satisfies Message);
  });
}

function askOtherTabs(): Promise<string | null> {
  const channel = new BroadcastChannel(NAME);
  return new Promise<string | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), ASK_MS);
    channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.kind !== 'key') return;
      clearTimeout(timer);
      resolve(data.key);
    });
    channel.postMessage({ kind: 'ask' } satisfies Message);
  }).finally(() => channel.close());
}
