import { expect, it } from 'vitest';
import { type DoctorCheck, reportMarkdown, withChecks } from './doctor-report.ts';

const OK: DoctorCheck = { id: 'a', title: 'The agent runs', outcome: 'ok', detail: 'version 1', mend: '' };
const FAILED: DoctorCheck = {
  ...OK,
  id: 'b',
  title: 'Extensions go through',
  outcome: 'failed',
  mend: 'set up',
};

it.each([
  [[], 'bypassable'],
  [[OK], 'bypassable'],
  [[FAILED], 'broken'],
] as const)('what the editor adds counts: %j', (checks, standing) => {
  expect(withChecks({ standing: 'bypassable', checks: [OK] }, checks).standing).toBe(standing);
});

it('says first what has to be mended, and how', () => {
  const text = reportMarkdown({ standing: 'broken', checks: [OK, FAILED] });
  expect(text.indexOf('Extensions go through')).toBeLessThan(text.indexOf('The agent runs'));
  expect(text).toContain('  - mend: set up');
});
