import type { Store } from '../../collector/store/store.ts';

/** Passes all records, as a collector does that finds every signature good: only then can they be found. */
export async function passSignatures({ signatures }: Pick<Store, 'signatures'>): Promise<void> {
  while ((await signatures.checkNext(5000, { at: 0, badOf: async () => [] })).passed > 0);
}
