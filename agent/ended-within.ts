/** Waits for all of `ends`, which never reject, and at most that long. True when all of them came. */
export async function endedWithin(ends: Iterable<Promise<unknown>>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, limitMs, false);
  });
  try {
    return await Promise.race([Promise.all(ends).then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
