/** Set by `main.ts` for tests that have mount and network name spaces of their own. */
export const PRIVATE_NETWORK = 'COUNTERSIGN_PRIVATE_NETWORK';

export function hasPrivateNetwork(): boolean {
  return process.env[PRIVATE_NETWORK] === '1';
}
