import { expect, test } from 'vitest';
import { parseReportOption } from './report-option.ts';

const ID = 'a'.repeat(40);

test.each(['refname refs/pull/1/head', `old-oid ${ID}`, `new-oid ${ID}`, 'forced-update'])(
  '%s is an option',
  (text) => {
    expect(parseReportOption(text)).toBe(text);
  },
);

test.each([
  '',
  'refname',
  'refname main',
  'refname refs/heads/a b',
  'old-oid x',
  'new-oid',
  `new-oid ${ID} `,
  'forced-update yes',
  `other ${ID}`,
  '__proto__ x',
])('%j is none', (text) => {
  expect(parseReportOption(text)).toBeNull();
});
