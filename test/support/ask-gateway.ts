import { once } from 'node:events';
import { connect } from 'node:tls';
import type { GatewayWorld } from './gateway-world.ts';

/** Sends these bytes over a TLS connection of their own, and gives all that comes back until it is closed or whole. */
export async function rawAtGateway(w: GatewayWorld, bytes: string): Promise<string> {
  const socket = connect({
    port: w.port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: w.certificate.authority,
  });
  await once(socket, 'secureConnect');
  let text = '';
  socket.setEncoding('latin1');
  socket.on('error', () => undefined);
  socket.write(bytes, 'latin1');
  for await (const chunk of socket) {
    text += String(chunk);
    if (isWhole(text)) break;
  }
  socket.destroy();
  return text;
}

export interface AskedOfGateway {
  readonly path: string;
  readonly method?: string;
  readonly host?: string;
  /** Null: none is shown. */
  readonly token?: string | null;
  readonly headers?: readonly string[];
}

export interface GatewayAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

export async function askGateway(w: GatewayWorld, asked: AskedOfGateway): Promise<GatewayAnswer> {
  const { method = 'GET', host = `localhost:${w.port}`, path, token = null, headers = [] } = asked;
  const shown = token === null ? [] : [`Authorization: Bearer ${token}`];
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...shown, ...headers, '', ''];
  return parsed(await rawAtGateway(w, lines.join('\r\n')));
}

export function parsed(text: string): GatewayAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.join('\r\n\r\n') };
}

function isWhole(text: string): boolean {
  const { head, body } = parsed(text);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  return (
    (length !== undefined && body.length >= Number(length)) ||
    (/^transfer-encoding: *chunked/im.test(head) && body.endsWith('0\r\n\r\n'))
  );
}
