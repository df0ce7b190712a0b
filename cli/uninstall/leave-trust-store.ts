import { readRootCertificate } from '../../agent/ca/root-certificate.ts';
import { type TrustStore, TrustStoreError, uninstallVerified } from '../../agent/ca/stores/trust-store.ts';
import type { Undone } from './undo-settings.ts';

/** Takes the certificate of this home out of the system's trust store. */
export async function leaveTrustStore(
  home: string,
  findStore: () => Promise<TrustStore | null>,
): Promise<Undone> {
  const what = "the system's trust store";
  const root = await readRootCertificate(home);
  const store = root === null ? null : await findStore();
  if (root === null || store === null)
    return { what, outcome: 'left', detail: 'nothing of ours can be in it' };
  try {
    const wasThere = await uninstallVerified(store, root);
    return wasThere
      ? { what, outcome: 'undone', detail: `taken out of ${store.name}` }
      : { what, outcome: 'left', detail: `was not in ${store.name}` };
  } catch (fault) {
    if (!(fault instanceof TrustStoreError)) throw fault;
    return { what, outcome: 'stuck', detail: `${fault.message}; ${fault.hint}` };
  }
}
