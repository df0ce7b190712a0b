import type { CredentialBroker } from '../credential/broker.ts';

/**
 * The broker of a gateway: whatever goes on from there goes with a credential that the gateway has, or not at all. Only
 * at the hosts that its settings name for it, a client's own passes.
 */
export function soleBroker(broker: CredentialBroker, passthrough: ReadonlySet<string>): CredentialBroker {
  return {
    isSole: true,
    has: ({ host, port }) => !passthrough.has(`${host}:${port}`),
    obtain: async (request, signal) => {
      if (broker.has(request)) return broker.obtain(request, signal);
      return {
        kind: 'refused',
        reason: `the gateway has no credential for ${request.host}`,
        hint: 'ask whoever runs it to name the host in credentials.yaml',
      };
    },
  };
}
