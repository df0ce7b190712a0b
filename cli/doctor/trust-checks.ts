import { readRootCertificate } from '../../agent/ca/root-certificate.ts';
import type { TrustStore } from '../../agent/ca/stores/trust-store.ts';
import { type Check, failed, ok, skipped } from './check.ts';

const STORE = { id: 'trust-store', title: "The system's trust store believes the agent" };
const SHELL = { id: 'shell', title: 'This shell leads programs through the agent' };

/** Editors believe the system's store alone; what `countersign exec` starts needs it not. */
export async function trustStoreCheck(
  { home, isWired }: { readonly home: string; readonly isWired: boolean },
  findStore: () => Promise<TrustStore | null>,
): Promise<Check> {
  const root = await readRootCertificate(home);
  if (root === null)
    return failed(STORE, 'there is no certificate authority yet', 'start the agent, which makes it');
  const store = await findStore();
  if (store === null) return skipped(STORE, 'this system has none we know');
  if (await store.isInstalled(root)) return ok(STORE, store.name);
  if (!isWired)
    return skipped(STORE, `${store.name} does not hold the certificate; no editor was set up that needs it`);
  return failed(
    STORE,
    `${store.name} does not hold the certificate: editors cannot reach Copilot`,
    'countersign ca install',
  );
}

/** Whether what is started here goes through the agent; outside a session that is nobody's fault. */
export function shellCheck(environment: Readonly<Record<string, string | undefined>>): Check {
  const session = environment['COUNTERSIGN_SESSION'] ?? '';
  if (session === '') return skipped(SHELL, 'it has no session; `eval "$(countersign env)"` gives it one');
  const wrong = ['HTTPS_PROXY', 'https_proxy'].find((name) => userOf(environment[name]) !== session);
  if (wrong === undefined) return ok(SHELL, `session ${session}`);
  return failed(
    SHELL,
    `${wrong} was changed and names another proxy`,
    'open a new terminal, or `eval "$(countersign env)"`',
  );
}

function userOf(proxy: string | undefined): string | null {
  return proxy !== undefined && URL.canParse(proxy) ? new URL(proxy).username : null;
}
