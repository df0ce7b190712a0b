import { describe, expect, test } from 'vitest';
import { parsePattern } from './parse-pattern.ts';
import { compileProgram } from './program.ts';
import { END_OF_TEXT, Steps, type Threads } from './steps.ts';

function stepsOf(source: string): Steps {
  return new Steps(compileProgram(parsePattern(source, { caseless: false })));
}

/** The step from `threads` with the first character of `text`, which `previous` stands before. */
function step(steps: Steps, threads: Threads, [unit, previous]: readonly [string, string]) {
  const around = { previous: unitOf(previous), unit: unitOf(unit), isStart: false };
  return steps.known(threads, around.unit) ?? steps.workOut(threads, around);
}

function unitOf(text: string): number {
  return text === '' ? END_OF_TEXT : text.charCodeAt(0);
}

test('what was worked out is known for each character of its kind', () => {
  const steps = stepsOf('[abc]x');
  expect(steps.known(steps.first, unitOf('a'))).toBeUndefined();
  const worked = step(steps, steps.first, ['a', '']);
  expect(steps.known(steps.first, unitOf('b'))).toBe(worked);
  expect(steps.known(steps.first, unitOf('x'))).toBeUndefined();
  expect(steps.known(steps.first, END_OF_TEXT)).toBeUndefined();
});

describe('what stands before is looked at each time', () => {
  test.each([
    ['(?<!b)a', 'a', 'b', 'c'],
    ['\\ba', 'a', 'b', ' '],
  ])('%s', (source, unit, refused, taken) => {
    const steps = stepsOf(source);
    expect(step(steps, steps.first, [unit, refused]).to.at).toHaveLength(0);
    expect(step(steps, steps.first, [unit, taken]).to.at).toHaveLength(1);
  });

  test('^a', () => {
    const steps = stepsOf('^a');
    const around = { previous: END_OF_TEXT, unit: unitOf('a') };
    expect(steps.workOut(steps.first, { ...around, isStart: false }).to.at).toHaveLength(0);
    expect(steps.known(steps.first, around.unit)).toBeUndefined();
  });
});

test('threads that stay in their places move nothing', () => {
  const steps = stepsOf('a*b');
  const { to } = step(steps, steps.first, ['a', '']);
  expect(step(steps, to, ['a', 'a'])).toEqual({ to, moves: null, matched: null });
});

test('a secret begins and ends where its thread passes', () => {
  const steps = stepsOf('a(?<secret>b)c');
  const after = step(steps, steps.first, ['a', '']).to;
  expect(step(steps, after, ['b', 'a']).moves).toEqual([{ from: 0, begins: true, ends: false }]);
  const inside = step(steps, after, ['b', 'a']).to;
  expect(step(steps, inside, ['c', 'b']).moves).toEqual([{ from: 0, begins: false, ends: true }]);
});

describe('no more is remembered than the limit, and what is beyond is worked out all the same', () => {
  test.each([0, 1, 40])('%i', (limit) => {
    const program = compileProgram(parsePattern('(?:a|b)*a[ab]{6}c', { caseless: false }));
    const [all, few] = [new Steps(program), new Steps(program, limit)];
    let [expected, threads] = [all.first, few.first];
    const remembered = new Set<Threads>();
    for (let index = 0; index < 300; index += 1) {
      const unit = (index * index) % 7 < 3 ? 'a' : 'b';
      [expected, threads] = [step(all, expected, [unit, '']).to, step(few, threads, [unit, '']).to];
      expect(threads.at).toEqual(expected.at);
      if (threads.known !== null) remembered.add(threads);
    }
    expect(remembered.size).toBeLessThanOrEqual(limit);
  });
});
