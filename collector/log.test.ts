import { expect, test } from 'vitest';
import { createCollectorLog } from './log.ts';

test.each<[string, object]>([
  ['on top', { authorization: 'Bearer hunter2', token: 'hunter2' }],
  ['in headers', { headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' } }],
  ['in the headers of a request', { req: { headers: { authorization: 'Bearer hunter2' } } }],
  ['in the headers of a logged request', { context: { request: { headers: { authorization: 'hunter2' } } } }],
])('a credential %s does not come out', (_name, entry) => {
  let text = '';
  const write = (line: string): void => {
    text += line;
  };
  const log = createCollectorLog({ write }, 'info');
  log.info(entry, 'said');
  expect(text).toContain('said');
  expect(text).not.toContain('hunter2');
});
