import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ready } from '../ready.ts';

/**
 * A model behind both ways, as a program: answers a chat with words, a chunk every few milliseconds, each with the
 * time at which it was sent. Argument: PEM of key and chain.
 */
const WORDS = 100;
const EVERY_MS = 5;

const [, , certificateFile = ''] = process.argv;
const pem = await readFile(certificateFile, 'latin1');
const server = createServer({ key: pem, cert: pem }, (request, response) => {
  request.resume();
  request.once('end', () => void stream(response).catch(() => response.destroy()));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
ready({ port: (server.address() as AddressInfo).port }, () => server.closeAllConnections());

async function stream(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let word = 0; word < WORDS; word += 1) {
    response.write(chunk({ content: `word ${word}, ` }, null));
    await sleep(EVERY_MS);
  }
  response.write(chunk({}, 'stop'));
  response.end('data: [DONE]\n\n');
}

function chunk(delta: object, finish: string | null): string {
  const id = String(process.hrtime.bigint());
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created: 1, model: 'm', choices })}\n\n`;
}
