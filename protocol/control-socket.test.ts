import { expect, test } from 'vitest';
import { controlSocketPath } from './control-socket.ts';

test.each([
  ['linux', '/home/dev/.countersign', '/home/dev/.countersign/agent/control.sock'],
  ['darwin', '/Users/dev/.countersign/', '/Users/dev/.countersign/agent/control.sock'],
  ['win32', 'C:\\Users\\Dev', '\\\\.\\pipe\\countersign-c_3a__5c_users_5c_dev'],
  ['win32', 'c:/users/dev/', '\\\\.\\pipe\\countersign-c_3a__5c_users_5c_dev'],
])('%s: %s', (platform, home, path) => {
  expect(controlSocketPath(home, platform)).toBe(path);
});

test.each([
  ['C:\\a-b', 'C:\\a\\b'],
  ['C:\\a_5c_b', 'C:\\a\\b'],
  ['C:\\ä', 'C:\\ae'],
])('two homes of Windows never share a pipe: %s, %s', (one, other) => {
  expect(controlSocketPath(one, 'win32')).not.toBe(controlSocketPath(other, 'win32'));
});
