import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import type { Readable } from 'node:stream';
import type { Running } from '../contender.ts';
import { tunnelAgent } from './tunnel.ts';

/** The load generator's way to the server through one contender. */
export interface Client {
  /** An agent that keeps up to `maxSockets` connections, or none when `keepAlive` is false. */
  agent(options: { readonly keepAlive: boolean; readonly maxSockets: number }): Agent;
  /** Sends a request to `host` and resolves with the head of the answer. */
  send(call: Call): Promise<IncomingMessage>;
  readonly usage: Running['usage'];
}

export interface Call {
  readonly agent: Agent;
  readonly host: string;
  readonly path: string;
  readonly body?: Readable;
}

export function clientOf({ proxyUrl, ca, usage }: Running, port: number): Client {
  return {
    usage,
    agent: (options) => tunnelAgent({ ...options, proxyUrl, ca }),
    async send({ agent, host, path, body }) {
      const method = body === undefined ? 'GET' : 'POST';
      const sent = request({ agent, host, port, path, method });
      if (body === undefined) sent.end();
      else body.pipe(sent);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      if (response.statusCode === 200) return response;
      response.destroy();
      throw new Error(`saw status ${response.statusCode} for ${path}, expected 200`);
    },
  };
}

/** Reads an answer to its end and returns how many bytes it had. */
export async function drain(response: IncomingMessage): Promise<number> {
  let received = 0;
  for await (const chunk of response) received += (chunk as Buffer).length;
  return received;
}
