import type { GovernedHost } from '../../protocol/control.ts';
import type { JsonValue } from '../../protocol/json.ts';

/** What of an editor's settings and environment lets requests of its extensions go round `http.proxy`. */
export interface EditorNetwork {
  /** `http.proxySupport` as it is in force. */
  readonly proxySupport: JsonValue | undefined;
  /** `http.noProxy` as it is in force. */
  readonly noProxy: JsonValue | undefined;
  /** `NO_PROXY` of the extension host, under either spelling. */
  readonly environment: readonly (string | undefined)[];
}

/** With these values extensions go direct, whatever `http.proxy` says. */
const IGNORES_PROXY: readonly (JsonValue | undefined)[] = ['off', 'fallback'];

export function ignoresProxy(proxySupport: JsonValue | undefined): boolean {
  return IGNORES_PROXY.includes(proxySupport);
}

/** The setting or variable by which a governed host is reached past the proxy, and how; null where none does so. */
export function wayRound(network: EditorNetwork, hosts: readonly GovernedHost[]): string | null {
  const { proxySupport, noProxy, environment } = network;
  if (ignoresProxy(proxySupport)) return `http.proxySupport is ${JSON.stringify(proxySupport)}`;
  const left = Array.isArray(noProxy) ? leftOut(noProxy.map(String), hosts) : null;
  if (left !== null) return `http.noProxy leaves out ${left}`;
  const told = leftOut(
    environment.flatMap((list) => (list ?? '').split(/[\s,]+/)),
    hosts,
  );
  return told === null ? null : `NO_PROXY of the editor's environment leaves out ${told}`;
}

/** The governed host that one of these entries means, or some below it; null for none. */
function leftOut(entries: readonly string[], hosts: readonly GovernedHost[]): string | null {
  const names = entries.map(nameOf).filter((name) => name !== '');
  const met = hosts.find(({ suffix }) => names.some((name) => isMet(name, nameOf(suffix), suffix)));
  return met === undefined ? null : nameOf(met.suffix);
}

/** Without its port, and without what makes it a pattern: clients differ in what that means, and the widest counts. */
function nameOf(entry: string): string {
  const [name = ''] = entry.trim().toLowerCase().split(':', 1);
  return name === '*' ? name : name.replace(/^\*?\./, '');
}

function isMet(name: string, host: string, suffix: string): boolean {
  const isBelow = suffix.startsWith('.') && name.endsWith(`.${host}`);
  return name === '*' || name === host || host.endsWith(`.${name}`) || isBelow;
}
