import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server that speaks the base protocol of language servers over its standard streams. */
export interface Wire {
  /** Rejects with what the server says when it refuses, or that it ended. */
  readonly ask: (method: string, params: object) => Promise<unknown>;
  readonly tell: (method: string, params: object) => void;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export interface WireOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What the editor says to what the server asks of it. */
  readonly answerTo: (method: string) => object | null;
  /** Hears what the server says without a question. */
  readonly onTold?: (method: string, params: unknown) => void;
}

export function openWire({ program, args, folder, environment, answerTo, onTold }: WireOptions): Wire {
  const child = spawn(program, args, { cwd: folder, env: environment, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<number, (answer: Message) => void>();
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const hear = (message: Message): void => {
    const { id, method, params } = message;
    if (id === undefined) {
      if (method !== undefined) onTold?.(method, params);
      return;
    }
    if (method !== undefined) {
      send({ id, result: answerTo(method) });
      return;
    }
    waiting.get(id)?.(message);
    waiting.delete(id);
  };
  const read = reader(hear);
  child.stdout.on('data', read);
  child.once('exit', () => {
    for (const answer of waiting.values()) answer({ error: { message: 'the server ended' } });
  });
  let asked = 0;
  return {
    async ask(method, params) {
      asked += 1;
      const id = asked;
      const answer = new Promise<Message>((resolve) => void waiting.set(id, resolve));
      send({ id, method, params });
      const { result, error } = await answer;
      if (error !== undefined) throw new Error(`${method}: ${error.message}`);
      return result;
    },
    tell: (method, params) => send({ method, params }),
    close: () => ended(child),
  };
}

/** A header with the length of the body, and a body in JSON. */
const HEADER = /^Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n/;

function reader(hear: (message: Message) => void): (piece: Buffer) => void {
  let left: Buffer = Buffer.alloc(0);
  return (piece) => {
    left = Buffer.concat([left, piece]);
    for (;;) {
      const header = HEADER.exec(left.toString('latin1'));
      if (header === null) return;
      const start = header[0].length;
      const end = start + Number(header[1]);
      if (left.length < end) return;
      const body = left.subarray(start, end);
      left = left.subarray(end);
      hear(JSON.parse(body.toString()) as Message);
    }
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
