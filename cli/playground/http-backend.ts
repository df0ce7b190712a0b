import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { readCgiHead } from './cgi-head.ts';
import { plainGitEnvironment, runGit } from './git.ts';

/** One request as `git http-backend` is to see it. */
export interface BackendCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Who proved who they are; null when nobody was asked. */
  readonly user: string | null;
}

/** Answers one request; resolves when the program ended and never rejects: the answer tells what went wrong. */
export type Backend = (call: BackendCall) => Promise<void>;

type BackendProcess = ChildProcessByStdio<Writable, Readable, null>;

/** `git http-backend` over the bare repositories below `root`. */
export async function gitHttpBackend(root: string): Promise<Backend> {
  const program = join(await runGit({ cwd: root, args: ['--exec-path'] }), 'git-http-backend');
  return (call) =>
    new Promise((resolve) => {
      const child = spawn(program, [], {
        cwd: root,
        env: { ...plainGitEnvironment(), ...cgiEnvironment(call, root) },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      child.once('error', () => {
        fail(call.response, 502);
        resolve();
      });
      child.once('close', () => resolve());
      takeRequest(call, child);
      giveAnswer(call.response, child);
    });
}

/** RFC 3875, 4.1. A body of unknown length has no CONTENT_LENGTH: http-backend then reads to the end. */
function cgiEnvironment({ request, url, user }: BackendCall, root: string): Readonly<Record<string, string>> {
  const given: readonly (readonly [string, string | null | undefined])[] = [
    ['GATEWAY_INTERFACE', 'CGI/1.1'],
    ['SERVER_PROTOCOL', `HTTP/${request.httpVersion}`],
    ['REQUEST_METHOD', request.method],
    ['PATH_INFO', url.pathname],
    ['QUERY_STRING', url.search.slice(1)],
    ['CONTENT_TYPE', request.headers['content-type']],
    ['CONTENT_LENGTH', request.headers['content-length']],
    ['HTTP_CONTENT_ENCODING', request.headers['content-encoding']],
    ['HTTP_GIT_PROTOCOL', headerOf(request, 'git-protocol')],
    ['REMOTE_ADDR', request.socket.remoteAddress],
    ['REMOTE_USER', user],
    ['GIT_PROJECT_ROOT', root],
    ['GIT_HTTP_EXPORT_ALL', '1'],
  ];
  return Object.fromEntries(given.flatMap(([name, value]) => (value == null ? [] : [[name, value]])));
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? undefined : value;
}

/** A client that goes away takes the program with it: half a push must not look like a whole one. */
function takeRequest({ request, response }: BackendCall, child: BackendProcess): void {
  request.pipe(child.stdin);
  child.stdin.on('error', () => request.unpipe().resume());
  response.once('close', () => {
    if (!response.writableFinished) child.kill('SIGKILL');
  });
}

function giveAnswer(response: ServerResponse, child: BackendProcess): void {
  let seen = Buffer.alloc(0);
  const onData = (bytes: Buffer): void => {
    seen = Buffer.concat([seen, bytes]);
    const output = readCgiHead(seen);
    if (output.kind === 'partial') return;
    child.stdout.off('data', onData);
    if (output.kind === 'malformed') {
      child.kill('SIGKILL');
      return;
    }
    response.writeHead(output.head.status, [...output.head.rawHeaders]);
    if (output.body.length > 0) response.write(output.body);
    child.stdout.pipe(response, { end: false });
  };
  child.stdout.on('data', onData);
  // The exit code says nothing here: upload-pack ends with 128 after the first half of a shallow fetch.
  child.once('close', (_, signal) => {
    if (!response.headersSent) fail(response, 502);
    else if (signal === null) response.end();
    else response.destroy();
  });
}

function fail(response: ServerResponse, status: number): void {
  if (response.headersSent) response.destroy();
  else
    response
      .writeHead(status, { 'content-type': 'text/plain', connection: 'close' })
      .end('git did not answer\n');
}
