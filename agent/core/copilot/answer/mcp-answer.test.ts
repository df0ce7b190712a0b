import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../git/bytes.ts';
import { AnswerError } from './answer-error.ts';
import { eventsOf, PLACEHOLDER, SECRET, screened, stream } from './test-support.ts';

const result = (content: unknown) => ({ jsonrpc: '2.0', id: 3, result: { content } });

describe.each([
  ['a stream', (message: unknown) => eventsOf(screened('mcp', [encodeUtf8(stream([message]))]))[0]],
  ['a body', (message: unknown) => JSON.parse(screened('mcp', [encodeUtf8(JSON.stringify(message))]))],
])('%s', (_, run) => {
  test('is masked in all its strings', () => {
    const message = {
      jsonrpc: '2.0',
      id: 3,
      result: { content: [{ type: 'text', text: SECRET }], note: { [SECRET]: 1 } },
    };
    expect(run(message)).toEqual({
      jsonrpc: '2.0',
      id: 3,
      result: { content: [{ type: 'text', text: PLACEHOLDER }], note: { [PLACEHOLDER]: 1 } },
    });
  });

  test('may be a batch, and an error', () => {
    const error = { jsonrpc: '2.0', id: null, error: { code: -1, message: SECRET } };
    expect(run([error, result([])])).toMatchObject([{ error: { message: PLACEHOLDER } }, { id: 3 }]);
  });

  test('keeps images as they are, when they are none of ours to read', () => {
    const image = (data: string) => result([{ type: 'image', data, mimeType: 'image/png' }]);
    expect(run(image('iVBORw0KGgo='))).toEqual(image('iVBORw0KGgo='));
    expect(run(image(SECRET))).toEqual(image(PLACEHOLDER));
  });

  test.each([{ id: 1 }, [result([]), { jsonrpc: '1.0' }]])('is JSON-RPC, not %j', (message) => {
    expect(() => run(message)).toThrow(expect.any(AnswerError));
  });
});
