import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { exportLines } from './environment.ts';

describe('exportLines', () => {
  it.each(["it's", '$(touch /nowhere)', '`id`', 'a b', '"', '\\', "''"])('survives a shell: %s', (value) => {
    const script = `${exportLines({ GIVEN: value })}printf %s "$GIVEN"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(value);
  });
});
