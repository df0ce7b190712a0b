import * as fc from 'fast-check';
import { expect } from 'vitest';

/** Cuts bytes into chunks wherever a property wants them cut; edges past the end are taken modulo the length. */
export const cut = {
  edges: fc.array(fc.nat({ max: 100_000 }), { maxLength: 12 }),
  at(bytes: Uint8Array, edges: readonly number[]): Uint8Array[] {
    const places = [0, ...edges.map((edge) => edge % (bytes.length + 1))].sort((a, b) => a - b);
    return places.map((from, index) => bytes.slice(from, places[index + 1] ?? bytes.length));
  },
};

/**
 * Fails unless `run` makes the same of these bytes however they are cut: byte by byte, so in the middle of every
 * character of UTF-8, escape of JSON and line of a stream, and in chunks of any length. Returns what it makes.
 */
export function sameHoweverCut<T>(
  bytes: Uint8Array,
  run: (chunks: readonly Uint8Array[]) => T,
  numRuns = 100,
): T {
  const whole = run([bytes]);
  expect(run(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  fc.assert(
    fc.property(cut.edges, (edges) => {
      expect(run(cut.at(bytes, edges))).toEqual(whole);
    }),
    { numRuns },
  );
  return whole;
}
