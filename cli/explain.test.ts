import { expect, it } from 'vitest';
import { explain } from './explain.ts';

it.each([
  ['a text', 'thrown as it is', 'countersign: something failed without saying what\n'],
  ['a fault of ours', fault({ hint: 'start it' }), 'countersign: seen\n  start it\n'],
  ['a fault with nothing to do about it', fault({ hint: '' }), 'countersign: seen\n'],
  ['a missing file', fault({ code: 'ENOENT' }), 'countersign: seen\n  check how the path is written\n'],
  ['a file of others', fault({ code: 'EACCES' }), 'countersign: seen\n  check who may read and write it\n'],
  [
    'a port in use',
    fault({ code: 'EADDRINUSE' }),
    'countersign: seen\n  end what listens there, or give another port with --port\n',
  ],
  ['any other', fault({ code: 'EIO' }), 'countersign: seen\n'],
])('says what was seen and what to do: %s', (_what, given, text) => {
  expect(explain(given)).toBe(text);
});

function fault(more: object): Error {
  return Object.assign(new Error('seen'), more);
}
