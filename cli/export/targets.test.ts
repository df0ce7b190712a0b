import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { PUSH_DETAIL, storedRecord } from '../../test/support/stored-record.ts';
import { openPlaygroundCertificate, type PlaygroundCertificate } from '../playground/certificate.ts';
import { openTarget, type TargetOptions } from './open-target.ts';
import type { Taken } from './target.ts';

let folder: string;
let certificate: PlaygroundCertificate;
const servers: Server[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-targets-'));
  certificate = await openPlaygroundCertificate({ folder, host: 'localhost', now: new Date() });
});

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const RECORDS = [1, 2, 3].map((id) => storedRecord({ detail: { ...PUSH_DETAIL, reason: 'a\nb' } }, id));

async function sendAll(
  options: TargetOptions,
  records: readonly StoredRecord[] = RECORDS,
): Promise<readonly Taken[]> {
  const target = await openTarget(options, process.stdout);
  const taken: Taken[] = [];
  for (const part of target.parts(records)) taken.push(await part.send());
  return taken;
}

describe('syslog over TLS', () => {
  /** A receiver that hands each connection to `take`, and tells what came in frames. */
  async function receiver(
    take: (socket: TLSSocket) => void,
  ): Promise<{ options: TargetOptions; bytes: () => Buffer }> {
    const chunks: Buffer[] = [];
    const server = createTlsServer({ key: certificate.key, cert: certificate.cert }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
      take(socket);
    });
    const port = await portOf(server);
    const options = {
      format: 'syslog',
      to: `tls://localhost:${port}`,
      ca: certificate.authorityFile,
    } as const;
    return { options, bytes: () => Buffer.concat(chunks) };
  }

  /** RFC 5425, 4.3: lengths in octets, and nothing else between messages. */
  function messagesIn(bytes: Buffer): readonly string[] {
    const messages: string[] = [];
    for (let at = 0; at < bytes.length; ) {
      const space = bytes.indexOf(' ', at);
      const end = space + 1 + Number(bytes.subarray(at, space).toString());
      messages.push(bytes.subarray(space + 1, end).toString());
      at = end;
    }
    return messages;
  }

  test('what a receiver has read to the end is taken, frame by frame', async () => {
    const { options, bytes } = await receiver(() => {});
    expect(await sendAll(options)).toEqual([{ rejected: 0, said: null }]);
    const messages = messagesIn(bytes());
    expect(messages).toHaveLength(3);
    for (const message of messages)
      expect(message).toMatch(/^<110>1 2026-11-21T08:00:00\.123Z .* CEF:0\|[^\n]*$/);
  });

  test('a part larger than any buffer arrives whole', async () => {
    const { options, bytes } = await receiver(() => {});
    const many = Array.from({ length: 400 }, (_, at) =>
      storedRecord(
        { detail: { subject: 'x'.repeat(900), program: 'y'.repeat(900), reason: 'z'.repeat(900) } },
        at + 1,
      ),
    );
    await sendAll(options, many);
    expect(messagesIn(bytes())).toHaveLength(400);
  });

  test.each<[string, (socket: TLSSocket) => void]>([
    ['closes before it was told the end', (socket) => void socket.end()],
    ['resets', (socket) => void socket.once('data', () => socket.destroy())],
  ])('a receiver that %s has taken nothing', async (_name, take) => {
    const { options } = await receiver(take);
    const many = Array.from({ length: 2000 }, (_, at) => storedRecord({ detail: PUSH_DETAIL }, at + 1));
    await expect(sendAll(options, many)).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('a receiver that nobody vouches for is sent nothing', async () => {
    const { options, bytes } = await receiver(() => {});
    const { ca: _, ...untrusting } = options;
    await expect(sendAll(untrusting)).rejects.toMatchObject({ code: 'refused' });
    expect(bytes()).toHaveLength(0);
  });

  test('nor one with a certificate for another name', async () => {
    const { options, bytes } = await receiver(() => {});
    const to = String(options.to).replace('localhost', '127.0.0.1');
    await expect(sendAll({ ...options, to })).rejects.toMatchObject({ code: 'refused' });
    expect(bytes()).toHaveLength(0);
  });

  test('one that is away may be there later', async () => {
    await expect(sendAll({ format: 'syslog', to: 'tls://localhost:1' })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});

describe('OTLP over HTTP', () => {
  interface Answer {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }

  interface Request {
    readonly path: string;
    readonly type: string;
    readonly key: string;
    readonly body: string;
  }

  async function receiver({ status = 200, headers = {}, body = '{}' }: Answer) {
    const requests: Request[] = [];
    const server = createHttpsServer(
      { key: certificate.key, cert: certificate.cert },
      (request, response) => {
        const { 'content-type': type = '', 'api-key': key } = request.headers;
        void text(request).then((sent) => {
          requests.push({ path: request.url ?? '', type, key: String(key), body: sent });
          response.writeHead(status, headers).end(body);
        });
      },
    );
    const port = await portOf(server);
    const options = {
      format: 'otlp',
      to: `https://localhost:${port}/v1/logs`,
      ca: certificate.authorityFile,
    } as const;
    return { requests, options };
  }

  test('records arrive as JSON, with the header fields of a file', async () => {
    const { requests, options } = await receiver({});
    const headerFile = join(folder, 'headers');
    await writeFile(headerFile, 'Api-Key: secret-of-the-receiver\n\nx-other: 1\n');
    expect(await sendAll({ ...options, headerFile })).toEqual([{ rejected: 0, said: null }]);
    expect(requests).toMatchObject([
      { path: '/v1/logs', type: 'application/json', key: 'secret-of-the-receiver' },
    ]);
    const { resourceLogs } = JSON.parse(requests[0]?.body ?? '') as { resourceLogs: readonly object[] };
    expect(resourceLogs).toMatchObject([{ scopeLogs: [{ logRecords: [{}, {}, {}] }] }]);
  });

  test.each<[string, string, Taken]>([
    [
      'says so',
      '{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"too old\\u0007"}}',
      { rejected: 2, said: 'too old\\u{7}' },
    ],
    ['warns only', '{"partialSuccess":{"errorMessage":"slow down"}}', { rejected: 0, said: 'slow down' }],
    ['says nothing', '{"partialSuccess":{}}', { rejected: 0, said: null }],
    ['answers no JSON', 'ok', { rejected: 0, said: null }],
    ['answers without end', 'x'.repeat(1_000_000), { rejected: 0, said: null }],
  ])('a receiver that took a part of it and %s', async (_name, body, taken) => {
    const { options } = await receiver({ body });
    expect(await sendAll(options)).toEqual([taken]);
  });

  test.each<[Answer, object]>([
    [
      { status: 429, headers: { 'retry-after': '7' } },
      { code: 'try-later', waitMs: 7000 },
    ],
    [
      { status: 503, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } },
      { code: 'try-later', waitMs: 0 },
    ],
    [
      { status: 503, headers: { 'retry-after': '99999' } },
      { code: 'try-later', waitMs: 3_600_000 },
    ],
    [{ status: 502 }, { code: 'try-later', waitMs: null }],
    [{ status: 504 }, { code: 'try-later' }],
    [
      { status: 400, body: 'the secret of somebody' },
      { code: 'refused', message: 'the receiver answered 400' },
    ],
    [{ status: 500 }, { code: 'refused' }],
    [{ status: 307, headers: { location: 'http://localhost:1/' } }, { code: 'refused' }],
  ])('an answer %j', async (answer, fault) => {
    const { options } = await receiver(answer);
    await expect(sendAll(options)).rejects.toMatchObject(fault);
  });

  test('a receiver that nobody vouches for is sent nothing', async () => {
    const { requests, options } = await receiver({});
    const { ca: _, ...untrusting } = options;
    await expect(sendAll(untrusting)).rejects.toMatchObject({ code: 'unreachable' });
    expect(requests).toEqual([]);
  });
});

test('lines are appended to a file for its owner alone', async () => {
  const path = join(folder, 'records.ocsf.jsonl');
  await sendAll({ format: 'ocsf', to: path });
  await sendAll({ format: 'ocsf', to: path }, [storedRecord({}, 4)]);
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(
    lines.map((line) => (JSON.parse(line) as { metadata: { sequence: number } }).metadata.sequence),
  ).toEqual([1, 2, 3, 4]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each<[string, TargetOptions]>([
  ['syslog without TLS', { format: 'syslog', to: 'tcp://localhost:514' }],
  ['syslog to nowhere', { format: 'syslog' }],
  ['syslog to no port', { format: 'syslog', to: 'tls://localhost:70000' }],
  ['a name with a line end', { format: 'syslog', to: 'tls://local\nhost:6514' }],
  ['OTLP in the clear', { format: 'otlp', to: 'http://logs.example/v1/logs' }],
  ['OTLP with a password in the address', { format: 'otlp', to: 'https://user:pass@logs.example/v1/logs' }],
  ['OTLP to nowhere', { format: 'otlp' }],
  ['a certificate without its key', { format: 'syslog', to: 'tls://localhost', clientCert: '/dev/null' }],
  ['an authority that is not there', { format: 'syslog', to: 'tls://localhost', ca: '/nowhere' }],
  ['header fields that are none', { format: 'otlp', to: 'https://localhost', headerFile: '/etc/hostname' }],
])('no target: %s', async (_name, options) => {
  await expect(openTarget(options, process.stdout)).rejects.toMatchObject({ code: 'bad-target' });
});
