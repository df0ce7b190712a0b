import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as it reached the stand-in: what left the agent. */
export interface SeenRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What the stand-in says next. `pieces` are written one by one, each in a packet of its own as far as that goes. */
export interface StandInAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pieces: readonly (string | Uint8Array | Promise<string>)[];
  /** `cut` breaks the connection off after the last piece. */
  readonly end?: 'whole' | 'cut' | 'never';
}

/** A stand-in for Copilot's upstream: keeps what it was sent, answers what it was told to, in order. */
export interface CopilotServer extends StandIn {
  /** Answers are used once each, in the order given; without one the stand-in answers 500. */
  answer(...next: readonly StandInAnswer[]): void;
}

export async function startCopilotServer(certificates: readonly HostCertificate[]): Promise<CopilotServer> {
  const answers: StandInAnswer[] = [];
  const nothing: StandInAnswer = { status: 500, pieces: ['the stand-in was told nothing'] };
  const standIn = await startStandIn(certificates, () => answers.shift() ?? nothing);
  return { ...standIn, answer: (...next) => void answers.push(...next) };
}

/** A server that keeps what it was sent, and answers each request as `answerTo` says. */
export interface StandIn {
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

/** What the stand-in shows to whoever asks for this host; PEM. */
export interface HostCertificate {
  readonly host: string;
  readonly key: string;
  readonly cert: string;
}

export async function startStandIn(
  certificates: readonly HostCertificate[],
  answerTo: (request: SeenRequest) => StandInAnswer,
  port = 0,
): Promise<StandIn> {
  const requests: SeenRequest[] = [];
  const server = createServer({ ...certificates[0] }, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  for (const { host, key, cert } of certificates) server.addContext(host, { key, cert });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) body.push(piece);
    const { method = '', url: path = '', headers } = request;
    const seen = { method, host: headers.host ?? '', path, headers, body: Buffer.concat(body) };
    requests.push(seen);
    await say(response, answerTo(seen));
  }

  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async close() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function say(response: ServerResponse, answer: StandInAnswer): Promise<void> {
  response.writeHead(answer.status ?? 200, { ...answer.headers });
  response.flushHeaders();
  for (const piece of answer.pieces) {
    response.write(await piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  switch (answer.end ?? 'whole') {
    case 'whole':
      return void response.end();
    case 'cut':
      return void response.destroy();
    case 'never':
  }
}
