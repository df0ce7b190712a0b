const LONGEST_MS = 90_000;
const PAUSE_MS = 200;

/**
 * Does something until it succeeds: what an editor draws anew, or gives the focus to, swallows a key or a click. Each
 * attempt ends by itself. Rejects with the last one's error after 90 s.
 */
export async function persist<T>(attempt: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + LONGEST_MS; ; ) {
    try {
      return await attempt();
    } catch (fault) {
      if (Date.now() > deadline) throw fault;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
