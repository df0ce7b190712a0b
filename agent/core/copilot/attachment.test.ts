import { expect, test } from 'vitest';
import { encodeUtf8 } from '../git/bytes.ts';
import { attachedText, readAttachment } from './attachment.ts';

test.each([
  ['a source', 'const a = 1;\r\n\tconst b = 2;\f\n', 'text/plain'],
  ['JSON that its client calls bytes', '{"a":"ü🙂"}', 'application/octet-stream'],
  ['what its client calls an image', '<svg/>', 'image/png'],
  ['a log of a terminal', '\u001b[31mred\u001b[0m\b', ''],
  ['a text that begins with its mark', '\ufeffa', ''],
  ['nothing', '', ''],
])('%s is text, to the byte', (_name, text, declared) => {
  const bytes = encodeUtf8(text);
  expect(readAttachment(bytes, declared)).toEqual({ kind: 'text', text });
  expect(encodeUtf8(attachedText(bytes) ?? '')).toEqual(bytes);
});

test.each<[string, readonly number[], string, string]>([
  ['an image', [0x89, 0x50, 0x4e, 0x47, 0x0d], '', 'image/png'],
  ['a photograph', [0xff, 0xd8, 0xff, 0xe0], 'application/octet-stream', 'image/jpeg'],
  ['a moving image', [0x47, 0x49, 0x46, 0x38, 0x00], '', 'image/gif'],
  ['a document', [0x25, 0x50, 0x44, 0x46, 0x00], '', 'application/pdf'],
  ['an archive', [0x50, 0x4b, 0x03, 0x04], '', 'application/zip'],
  ['what its client names', [0xff], 'Image/WebP; q=1', 'image/webp'],
  ['what nobody knows', [0xff, 0xfe, 0x41, 0x00], '', 'application/octet-stream'],
  ['a text with a NUL', [0x41, 0x00, 0x42], '', 'application/octet-stream'],
  ['a name that is none', [0xff], 'secret word', 'application/octet-stream'],
])('%s is not', (_name, bytes, declared, type) => {
  expect(readAttachment(Uint8Array.from(bytes), declared)).toEqual({ kind: 'opaque', type });
});
