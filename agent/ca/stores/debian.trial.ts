/**
 * Tries the Debian trust store for real: `node agent/ca/stores/debian.trial.ts`. Installs an authority into the
 * system's folders, lets curl, git and Node meet a leaf of it, uninstalls, and compares every byte. It happens in
 * a mount namespace over private copies, so the machine keeps its own; both need root.
 */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuthority } from '../authority.ts';
import { fileKeyStore } from '../file-key-store.ts';
import { readRootCertificate } from '../root-certificate.ts';
import { debianStore } from './debian.ts';
import { systemRunner } from './run.ts';
import { installVerified, uninstallVerified } from './trust-store.ts';

const INSIDE = 'inside-namespace';
const TREES = ['/etc/ssl/certs', '/usr/local/share/ca-certificates'];
/** Hooks of update-ca-certificates write here. */
const PRIVATE = [
  ...TREES,
  '/etc/ca-certificates',
  '/var/lib/dpkg',
  '/var/lib/ca-certificates-java',
  '/var/log',
];
/** Java's hook rewrites its store with new times at every call: compared by what it lists. */
const JAVA_STORE = '/etc/ssl/certs/java/cacerts';
const COMMIT = '1'.repeat(40);

if (process.argv[2] === INSIDE) await trial();
else process.exitCode = enterNamespace();

function enterNamespace(): number {
  if (process.getuid?.() !== 0) {
    say('the trial needs root: it mounts copies over the folders it tries');
    return 1;
  }
  const [script = ''] = process.argv.slice(1);
  const command = ['--mount', '--', process.execPath, script, INSIDE];
  const { status, error } = spawnSync('unshare', command, { stdio: 'inherit' });
  if (error !== undefined) say(`cannot enter a mount namespace: ${error.message}`);
  return status ?? 1;
}

async function trial(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'countersign-trial-'));
  try {
    mustSpawn('mount', ['-t', 'tmpfs', 'tmpfs', scratch]);
    coverWithCopies(scratch);
    // What the administrator changed since the last update takes effect now, not in the comparison.
    mustSpawn('/usr/sbin/update-ca-certificates', []);
    await installAndRemove(join(scratch, 'home'));
  } finally {
    spawnSync('umount', ['--lazy', scratch]);
    rmSync(scratch, { recursive: true });
  }
}

function coverWithCopies(scratch: string): void {
  for (const folder of PRIVATE.filter((path) => existsSync(path))) {
    const copy = join(scratch, 'copies', folder);
    mkdirSync(copy, { recursive: true });
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    mustSpawn('mount', ['--bind', copy, folder]);
  }
}

async function installAndRemove(home: string): Promise<void> {
  const keyStore = fileKeyStore(home);
  const authority = await openAuthority({
    home,
    permitted: ['localhost'],
    keyStore,
    clock: () => new Date(),
  });
  const root = await readRootCertificate(home);
  if (root === null) throw new Error('the authority left no certificate');
  const store = debianStore(systemRunner(process.getuid?.()));
  const server = await serve(await authority.leaf('localhost'));
  try {
    const before = await snapshot();
    await expectClients(server, 'refuse');
    await installVerified(store, root);
    await expectClients(server, 'trust');
    if ((await snapshot()) === before) throw new Error('installing changed nothing');
    await uninstallVerified(store, root);
    await expectClients(server, 'refuse');
    const after = await snapshot();
    if (after !== before) throw new Error(`uninstalling left a difference:\n${difference(before, after)}`);
    say(`ok   ${TREES.join(' and ')} are byte for byte what they were: ${sha256(after).slice(0, 16)}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** A server of one file, which is a repository to Git's dumb protocol. */
async function serve(leaf: { readonly key: string; readonly cert: string }): Promise<Server> {
  const server = createServer(leaf, (_, response) => {
    response.setHeader('content-type', 'text/plain').end(`${COMMIT}\trefs/heads/main\n`);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function expectClients(server: Server, expected: 'trust' | 'refuse'): Promise<void> {
  const url = `https://localhost:${(server.address() as AddressInfo).port}/demo.git`;
  const fetched = `console.log(await (await fetch(${JSON.stringify(url)})).text())`;
  const clients: readonly (readonly [string, readonly string[]])[] = [
    ['curl', ['--silent', '--noproxy', '*', url]],
    ['git', ['ls-remote', url]],
    [process.execPath, ['--use-system-ca', '--input-type=module', '--eval', fetched]],
  ];
  for (const [program, args] of clients) {
    const seen = (await output(program, args)).includes(COMMIT) ? 'trust' : 'refuse';
    if (seen !== expected) throw new Error(`${program} was seen to ${seen}, expected ${expected}`);
    say(`ok   ${program} ${expected}s the leaf`);
  }
}

/** Clients with nothing in their environment that would tell them whom to trust. */
function output(program: string, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' };
  return new Promise((resolve) => {
    execFile(program, [...args], { env, timeout: 60_000 }, (_, stdout) => resolve(stdout));
  });
}

/** One line a file: path, mode, and its content's hash or where it points. */
async function snapshot(): Promise<string> {
  const lines = await Promise.all(TREES.map(treeLines));
  return [...lines.flat(), ...(await javaLines())].sort().join('\n');
}

async function treeLines(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => join(folder, name)).filter((path) => path !== JAVA_STORE);
  return Promise.all(paths.map(describe));
}

async function describe(path: string): Promise<string> {
  const seen = await lstat(path);
  const mode = seen.mode.toString(8);
  if (seen.isSymbolicLink()) return `${path} ${mode} -> ${await readlink(path)}`;
  return seen.isFile() ? `${path} ${mode} ${sha256(await readFile(path))}` : `${path} ${mode}`;
}

async function javaLines(): Promise<readonly string[]> {
  if (!existsSync(JAVA_STORE)) return [];
  const listed = await output('keytool', ['-list', '-keystore', JAVA_STORE, '-storepass', 'changeit']);
  const prints = listed.split('\n').filter((line) => line.startsWith('Certificate fingerprint'));
  say(`     Java's store lists ${prints.length} certificates`);
  return prints.map((line) => `${JAVA_STORE} ${line}`);
}

function difference(before: string, after: string): string {
  const [was, is] = [new Set(before.split('\n')), new Set(after.split('\n'))];
  const lost = [...was].filter((line) => !is.has(line)).map((line) => `- ${line}`);
  const gained = [...is].filter((line) => !was.has(line)).map((line) => `+ ${line}`);
  return [...lost, ...gained].join('\n');
}

function mustSpawn(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
