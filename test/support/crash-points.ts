import crypto from 'node:crypto';
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { createInterface } from 'node:readline';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import pg from 'pg';
import type { CrashPoint } from './crash-point.ts';
import { say } from './say.ts';

/**
 * Loaded before a program (`node --import`), it knows the steps by what they ask of the platform, so that the program
 * itself is the one that is shipped. A line on standard input arms a point; when that is reached, this says so on
 * standard output and kills, and a victim does nothing more, not even what it would do with an error.
 */
let armed: CrashPoint | null = null;
let left = 0;

createInterface({ input: process.stdin }).on('line', (line) => {
  armed = JSON.parse(line) as CrashPoint;
  left = armed.skip;
  say('armed');
});

/** Whether it is this moment's turn. */
function isAt(step: string | null, when: CrashPoint['when']): boolean {
  if (armed === null || armed.step !== step || armed.when !== when) return false;
  left -= 1;
  return left < 0;
}

function crash(): void {
  const victims = armed?.victims ?? null;
  armed = null;
  if (victims === null) process.kill(process.pid, 'SIGKILL');
  // The parts of a server would outlive their parent for a moment, and finish what they are at.
  const all = (victims ?? []).flatMap((pid) => [pid, ...childrenOf(pid)]);
  for (const pid of all) process.kill(pid, 'SIGKILL');
  while (!all.every(isGone)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  say('reached');
}

function childrenOf(parent: number): readonly number[] {
  const children = fs.readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}

function isGone(pid: number): boolean {
  try {
    return / Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

function at(step: string | null, when: CrashPoint['when']): void {
  if (isAt(step, when)) crash();
}

// Any arguments go through as they came: what is wrapped here has many forms.
type Call = (this: unknown, ...args: readonly unknown[]) => unknown;

function wrap(owner: object, name: string, make: (original: Call) => Call): void {
  const original: Call = Reflect.get(owner, name);
  Reflect.set(owner, name, make(original));
}

/** By the end of a path: the files in which records, receipts and the log are. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/\/journal\/\d{16}\.jsonl$/, 'journal'],
  [/\/journal\/acknowledged$/, 'acknowledged'],
  [/\/receipt\.json(\.new)?$/, 'receipt'],
  [/\/log\/tile\/entries\/[^/]+(\/[^/]+)*$/, 'entries'],
  [/\/log\/tile\/[^/]+(\/[^/]+)*$/, 'tile'],
  [/\/log\/checkpoint[^/]*$/, 'checkpoint'],
];

function stepOf(path: unknown, call: string): string | null {
  const file = FILES.find(([pattern]) => pattern.test(String(path)))?.[1];
  return file === undefined ? null : `${file} ${call}`;
}

wrap(fs.promises, 'rename', (original) => async (...args) => {
  const step = stepOf(args[1], 'rename');
  at(step, 'before');
  await original(...args);
  at(step, 'after');
});

wrap(fs.promises, 'open', (original) => async (...args) => {
  const handle = (await original(...args)) as FileHandle;
  for (const name of ['sync', 'datasync'] as const) {
    const step = stepOf(args[0], name);
    wrap(handle, name, (flush) => async () => {
      at(step, 'before');
      await flush.call(handle);
      at(step, 'after');
    });
  }
  const write: FileHandle['write'] = handle.write.bind(handle);
  const step = stepOf(args[0], 'write');
  const half = async (bytes: Uint8Array, position: number | null): Promise<void> => {
    if (!isAt(step, 'half-way')) return;
    await write(bytes, 0, Math.ceil(bytes.length / 2), position);
    crash();
  };
  wrap(handle, 'write', (original) => async (...given) => {
    const [bytes, offset, length, position] = given as [Buffer, number, number, number];
    at(step, 'before');
    await half(bytes.subarray(offset, offset + length), position);
    const written = await original.call(handle, ...given);
    at(step, 'after');
    return written;
  });
  wrap(handle, 'writeFile', (original) => async (...given) => {
    at(step, 'before');
    await half(Buffer.from(given[0] as string), null);
    await original.call(handle, ...given);
    at(step, 'after');
  });
  return handle;
});

for (const name of ['verify', 'sign']) {
  wrap(
    crypto,
    name,
    (original) =>
      function (...args) {
        at(name, 'before');
        const result = original.call(this, ...args);
        at(name, 'after');
        return result;
      },
  );
}

wrap(http, 'request', (original) => (...args) => {
  const step = (args[0] as URL).pathname === '/v1/records' ? 'ship' : null;
  at(step, 'before');
  const request = original(...args) as http.ClientRequest;
  request.once('response', () => at(step, 'after'));
  return request;
});

wrap(
  http.Server.prototype,
  'emit',
  (original) =>
    function (...args) {
      const [event, request, response] = args as [string, http.IncomingMessage, http.ServerResponse];
      if (event === 'request' && request.method === 'POST' && request.url === '/v1/records') {
        at('receive', 'before');
        wrap(
          response,
          'end',
          (end) =>
            function (...given) {
              at('answer', 'before');
              const result = end.call(this, ...given);
              at('answer', 'after');
              return result;
            },
        );
      }
      return original.call(this, ...args);
    },
);
syncBuiltinESMExports();

/** By the beginning of a statement. */
const STATEMENTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*begin/i, 'begin'],
  [/^\s*commit/i, 'commit'],
  [/^\s*INSERT INTO records/, 'insert'],
  // Of the hashes of leaves, which SQLite has in a table and PostgreSQL beside them.
  [/^\s*WITH (RECURSIVE place|leaf) /, 'tree append'],
  [/^\s*UPDATE signature_progress/, 'signatures checked'],
];

function statementStep(sql: string): string | null {
  return STATEMENTS.find(([pattern]) => pattern.test(sql))?.[1] ?? null;
}

wrap(
  DatabaseSync.prototype,
  'exec',
  (original) =>
    function (...args) {
      const step = statementStep(String(args[0]));
      at(step, 'before');
      original.call(this, ...args);
      at(step, 'after');
    },
);

wrap(
  StatementSync.prototype,
  'run',
  (original) =>
    function (...args) {
      const step = statementStep((this as StatementSync).sourceSQL);
      at(step, 'before');
      const result = original.call(this, ...args);
      at(step, 'after');
      return result;
    },
);

wrap(
  pg.Client.prototype,
  'query',
  (original) =>
    function (...args) {
      const [query] = args as [string | { readonly text?: string }];
      const step = statementStep(typeof query === 'string' ? query : (query.text ?? ''));
      at(step, 'before');
      const result = original.call(this, ...args);
      if (result instanceof Promise)
        void result.then(
          () => at(step, 'after'),
          () => {},
        );
      return result;
    },
);
