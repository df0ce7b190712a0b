import * as fc from 'fast-check';

/** Cuts bytes into chunks wherever a property wants them cut; edges past the end are taken modulo the length. */
export const cut = {
  edges: fc.array(fc.nat({ max: 100_000 }), { maxLength: 12 }),
  at(bytes: Uint8Array, edges: readonly number[]): Uint8Array[] {
    const places = [0, ...edges.map((edge) => edge % (bytes.length + 1))].sort((a, b) => a - b);
    return places.map((from, index) => bytes.slice(from, places[index + 1] ?? bytes.length));
  },
};
