import { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';

/**
 * Roots that upstream certificates may lead to, as PEM: Node's own, the system's and NODE_EXTRA_CA_CERTS, less
 * our own authorities. What we signed ourselves must never pass for a real server.
 */
export function upstreamTrust(ownAuthorities: readonly string[]): readonly string[] {
  const own = new Set(ownAuthorities.map(fingerprint));
  const roots = new Map<string, string>();
  for (const pem of [
    ...getCACertificates('bundled'),
    ...getCACertificates('system'),
    ...getCACertificates('extra'),
  ]) {
    const print = fingerprint(pem);
    if (!own.has(print)) roots.set(print, pem);
  }
  return [...roots.values()];
}

function fingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}
