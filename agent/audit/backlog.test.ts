import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backlog } from './backlog.ts';

test('counts what was pushed and not acknowledged, in whatever order that happens', () => {
  fc.assert(
    fc.property(
      fc.nat(100),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.nat(9))),
      (start, steps) => {
        const backlog = new Backlog(start);
        const waiting: number[] = [];
        let acknowledged = start;
        for (const [length, more] of steps) {
          backlog.push(length);
          waiting.push(length);
          const taken = waiting.splice(0, more).length;
          acknowledged += taken;
          backlog.acknowledge(acknowledged);
          expect(backlog.bytes).toBe(waiting.reduce((sum, each) => sum + each, 0));
          expect(backlog.acknowledged).toBe(acknowledged);
        }
      },
    ),
  );
});

test('refuses the acknowledgement of what was never pushed', () => {
  const backlog = new Backlog(5);
  backlog.push(10);
  expect(() => backlog.acknowledge(7)).toThrow(RangeError);
});
