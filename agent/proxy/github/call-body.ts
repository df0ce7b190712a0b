import { GithubError } from '../../core/github/github-error.ts';
import { headerValues } from '../../core/http/headers.ts';
import type { ClientRequest } from '../client.ts';
import { collect } from '../content-coding.ts';
import { readText } from '../copilot/read-text.ts';

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)"?/gi;
const READABLE: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/**
 * The body of a call as text: GitHub reads it as JSON whatever its type says, so it is read, and sent on, as that.
 * Throws GithubError `body` for a type or a charset by which it would be something else.
 */
export function readJson(client: ClientRequest, maxBytes: number): Promise<string> {
  const types = headerValues(client.rawHeaders, 'content-type');
  const charsets = types.flatMap((type) =>
    [...type.matchAll(CHARSET)].map(([, name = '']) => name.toLowerCase()),
  );
  if (types.length > 1 || charsets.some((name) => !READABLE.has(name))) {
    throw new GithubError('body', 'the body of the call says that it is no JSON in UTF-8', {
      hint: 'send it as application/json',
    });
  }
  if (types.some((type) => /^\s*multipart\//i.test(type))) {
    throw new GithubError('body', 'the body of the call comes in parts', {
      hint: 'send it as application/json',
    });
  }
  return readText(client, maxBytes);
}

/** The body as it came. Throws ContentCodingError `too-large`. */
export function readBytes(client: ClientRequest, maxBytes: number): Promise<Buffer> {
  if (headerValues(client.rawHeaders, 'content-encoding').length > 0) {
    throw new GithubError('body', 'what is uploaded is coded once more', { hint: 'send the file as it is' });
  }
  if (client.expectsContinue) client.response.informational(100, []);
  return collect(client.body.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>, maxBytes);
}
