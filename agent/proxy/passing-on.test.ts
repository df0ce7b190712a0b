import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { proxyScene } from '../../test/support/proxy-scene.ts';
import { basic } from '../../test/support/raw-wire.ts';

const scene = proxyScene();

describe('what is passed on stays as it was', () => {
  test('header case, order, duplicates and the reason phrase', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(
      'GET /a?b HTTP/1.1',
      `hOsT: ${scene.authority}`,
      'X-b: 1',
      'x-A: 2',
      'X-B: 3',
      'ACCEPT: */*',
      '',
      '',
    );
    const server = await scene.origin.next();
    const request = await server.until('\r\n\r\n');
    expect(request).toBe(
      [
        'GET /a?b HTTP/1.1',
        `hOsT: ${scene.authority}`,
        'X-b: 1',
        'x-A: 2',
        'X-B: 3',
        'ACCEPT: */*',
        'Connection: keep-alive',
        '',
        '',
      ].join('\r\n'),
    );
    server.write(
      'HTTP/1.1 200 Sehr Gut!',
      'sEt-CoOkIe: a',
      'Content-Length: 2',
      'Set-Cookie: b',
      'X-\u00ff: no',
      '',
      'ok',
    );
    server.socket.end();
    await client.until('HTTP/1.1 ');
  });

  test('an answer byte for byte', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
    const server = await scene.origin.next();
    await server.until('\r\n\r\n');
    const answer = [
      'HTTP/1.1 200 Sehr Gut!',
      'sEt-CoOkIe: a',
      'X-High: \u00fc',
      'Content-Length: 2',
      'Set-Cookie: b',
      '',
      'ok',
    ].join('\r\n');
    server.write(answer);
    expect(await client.until('ok')).toBe(answer);
  });

  test('a head that goes ahead of its body, byte for byte', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
    const server = await scene.origin.next();
    await server.until('\r\n\r\n');
    server.write('HTTP/1.1 200 OK', 'X-High: \u00fc', 'Content-Length: 2', '', '');
    const head = 'HTTP/1.1 200 OK\r\nX-High: \u00fc\r\nContent-Length: 2\r\n\r\n';
    expect(await client.until('\r\n\r\n')).toBe(head);
    server.write('ok');
    expect(await client.until('ok')).toBe(`${head}ok`);
  });

  test('what speaks of one connection only ends there', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(
      'GET / HTTP/1.1',
      `Host: ${scene.authority}`,
      'Connection: X-Hop',
      'X-Hop: 1',
      'Proxy-Connection: keep-alive',
      basic('a', 'b'),
      '',
      '',
    );
    const server = await scene.origin.next();
    expect(await server.until('\r\n\r\n')).toBe(
      `GET / HTTP/1.1\r\nHost: ${scene.authority}\r\nConnection: keep-alive\r\n\r\n`,
    );
    server.write(
      'HTTP/1.1 204 No Content',
      'Keep-Alive: timeout=9',
      'Connection: Keep-Alive',
      'Upgrade: h2c',
      '',
      '',
    );
    expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 204 No Content\r\n\r\n');
  });

  test('trailers both ways', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(
      'POST / HTTP/1.1',
      `Host: ${scene.authority}`,
      'Transfer-Encoding: chunked',
      'Trailer: X-Sum',
      'TE: trailers',
      '',
      '3',
      'abc',
      '0',
      'X-Sum: 7',
      'x-sum: 8',
      '',
      '',
    );
    const server = await scene.origin.next();
    const request = await server.until('x-sum: 8\r\n\r\n');
    expect(request).toContain('Trailer: X-Sum\r\n');
    expect(request).toContain('TE: trailers\r\n');
    expect(request.slice(request.indexOf('\r\n\r\n'))).toBe(
      '\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\nx-sum: 8\r\n\r\n',
    );
    server.write(
      'HTTP/1.1 200 OK',
      'Transfer-Encoding: chunked',
      'Trailer: X-End',
      '',
      '2',
      'de',
      '0',
      'X-End: 9',
      'X-end: 10',
      '',
      '',
    );
    const answer = await client.until('X-end: 10\r\n\r\n');
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe(
      '\r\n\r\n2\r\nde\r\n0\r\nX-End: 9\r\nX-end: 10\r\n\r\n',
    );
  });

  test('a compressed body', async () => {
    const body = gzipSync('x'.repeat(10_000)).toString('latin1');
    const client = await scene.bench.inside(scene.origin.port);
    client.write(
      'POST / HTTP/1.1',
      `Host: ${scene.authority}`,
      'Content-Encoding: gzip',
      `Content-Length: ${body.length}`,
      '',
      body,
    );
    const server = await scene.origin.next();
    expect(await server.until(body)).toContain(`Content-Length: ${body.length}\r\n`);
    server.write(
      'HTTP/1.1 200 OK',
      'Content-Encoding: gzip',
      'Transfer-Encoding: chunked',
      '',
      body.length.toString(16),
      body,
      '0',
      '',
      '',
    );
    expect(await client.until('\r\n0\r\n\r\n')).toContain(body);
  });

  test('an interim answer', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
    const server = await scene.origin.next();
    await server.until('\r\n\r\n');
    server.write('HTTP/1.1 103 Early Hints', 'Link: </a>; rel=preload', 'link: </b>', '', '');
    expect(await client.until('\r\n\r\n')).toBe(
      'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\nlink: </b>\r\n\r\n',
    );
    server.write('HTTP/1.1 200 OK', 'Content-Length: 0', '', '');
    await client.until('HTTP/1.1 200 OK\r\n');
  });

  test.each([
    ['a MKCOL without a body', 'MKCOL', [], 'Content-Length: 0\r\n'],
    ['a POST of nothing', 'POST', ['content-length: 0'], 'content-length: 0\r\n'],
  ])('%s is not chunked', async (_, method, headers, expected) => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(`${method} / HTTP/1.1`, `Host: ${scene.authority}`, ...headers, '', '');
    const request = await (await scene.origin.next()).until('\r\n\r\n');
    expect(request).toContain(expected);
    expect(request).not.toContain('ransfer-');
  });

  test('an answer as late as the server is, and nothing more once its client rests as long as it may', async () => {
    await scene.reopen({ limits: { idleTimeoutMs: 20 } });
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
    const server = await scene.origin.next();
    await server.until('\r\n\r\n');
    await sleep(60);
    server.write('HTTP/1.1 200 OK', 'Content-Length: 4', '', 'done');
    expect(await client.ended()).toMatch(/done$/);
  });

  test('answers of requests sent in a row come in their order', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    for (const path of ['/1', '/2']) client.write(`GET ${path} HTTP/1.1`, `Host: ${scene.authority}`, '', '');
    const servers = [await scene.origin.next(), await scene.origin.next()];
    for (const server of servers.reverse()) {
      const [, path = ''] = (await server.until('\r\n\r\n')).split(' ');
      server.write('HTTP/1.1 200 OK', 'Content-Length: 2', '', path);
    }
    const answers = await client.until('/2');
    expect(answers.indexOf('/1')).toBeLessThan(answers.indexOf('/2'));
  });
});

describe('Expect: 100-continue', () => {
  const ask = async () => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write(
      'POST / HTTP/1.1',
      `Host: ${scene.authority}`,
      'Content-Length: 3',
      'Expect: 100-continue',
      '',
      '',
    );
    const server = await scene.origin.next();
    expect(await server.until('\r\n\r\n')).toContain('Expect: 100-continue\r\n');
    return { client, server };
  };

  test('is answered by the server, not by us', async () => {
    const { client, server } = await ask();
    expect(client.received).toBe('');
    server.write('HTTP/1.1 100 Continue', '', '');
    expect(await client.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.write('abc');
    await server.until('abc');
    server.write('HTTP/1.1 200 OK', 'Content-Length: 0', '', '');
    expect(await client.until('200 OK')).not.toContain('close');
  });

  test('a refusal comes without a 100 before it, and ends the connection', async () => {
    const { client, server } = await ask();
    server.write('HTTP/1.1 401 Unauthorized', 'Content-Length: 0', '', '');
    expect(await client.ended()).toBe(
      'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
  });
});

describe('what is broken looks broken', () => {
  test.each([
    ['a length', ['Content-Length: 10', '', 'abc']],
    ['chunks', ['Transfer-Encoding: chunked', '', '5', 'ab']],
    ['chunks without the last one', ['Transfer-Encoding: chunked', '', '3', 'abc', '']],
  ])('an answer that ends before its %s', async (_, lines) => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('GET / HTTP/1.1', `Host: ${scene.authority}`, '', '');
    const server = await scene.origin.next();
    await server.until('\r\n\r\n');
    server.write('HTTP/1.1 200 OK', ...lines);
    await client.until('ab');
    server.socket.destroy();
    expect(await client.ended()).not.toContain('\r\n0\r\n');
  });

  test.each([
    ['before the answer', ''],
    ['in the middle of it', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
  ])('a client that goes away %s takes its request with it', async (_, sent) => {
    const client = await scene.bench.inside(scene.origin.port);
    client.write('POST / HTTP/1.1', `Host: ${scene.authority}`, 'Content-Length: 10', '', 'abc');
    const server = await scene.origin.next();
    await server.until('abc');
    server.write(sent);
    if (sent !== '') await client.until('abc');
    client.socket.destroy();
    await server.ended();
    expect(scene.bench.requests[0]?.signal.aborted).toBe(true);
  });

  test('an answer whose turn has not come, once the one before it is out', async () => {
    const client = await scene.bench.inside(scene.origin.port);
    for (const path of ['/1', '/2']) client.write(`GET ${path} HTTP/1.1`, `Host: ${scene.authority}`, '', '');
    const [one, other] = [await scene.origin.next(), await scene.origin.next()] as const;
    const isInOrder = (await one.until('\r\n\r\n')).startsWith('GET /1 ');
    const [first, second] = isInOrder ? [one, other] : [other, one];
    second.write('HTTP/1.1 200 OK', 'Content-Length: 10', '', 'abc');
    second.socket.end();
    await vi.waitFor(() => expect(scene.bench.requests[1]?.response.body.destroyed).toBe(true), 10_000);
    first.write('HTTP/1.1 200 OK', 'Content-Length: 2', '', 'ok');
    expect(await client.ended()).toMatch(/\r\n\r\nok$/);
  });

  test('a client that goes away takes an answer with it whose turn had not come', async () => {
    const settled: string[] = [];
    await scene.reopen({
      onRequest: async ({ path, response, signal }) => {
        if (path === '/first') return;
        response.head(200, 'OK', ['Content-Length', '2']);
        response.body.write('ab');
        await response.end([]);
        settled.push(signal.aborted ? 'lost' : 'out');
      },
    });
    const client = await scene.bench.inside(scene.origin.port);
    for (const path of ['/first', '/second']) {
      client.write(`GET ${path} HTTP/1.1`, `Host: ${scene.authority}`, '', '');
    }
    await vi.waitFor(() => expect(scene.bench.requests).toHaveLength(2), 10_000);
    client.socket.destroy();
    await vi.waitFor(() => expect(settled).toEqual(['lost']), 10_000);
  });
});
