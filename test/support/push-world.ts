import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { classifyRef } from '../../agent/core/git/ref-name.ts';
import {
  type Inspector,
  openInspector,
  type PushToInspect,
  type QuarantinedPush,
} from '../../agent/git/inspector.ts';
import { DEFAULT_GIT_LIMITS, type GitLimits } from '../../agent/git/limits.ts';
import type { InspectedUpdate, RefUpdate } from '../../protocol/operation.ts';
import { QUICK } from './copied-repository.ts';
import { headOf } from './developer.ts';
import { type FolderImage, readFolderImage, writeFolderImage } from './folder-image.ts';
import { type GitHttp, startGitHttp } from './git-http.ts';

export interface PushWorldOptions {
  readonly objectFormat?: 'sha1' | 'sha256';
  readonly limits?: Partial<GitLimits>;
  /** Shell that the inspector's git runs in place of `git pack-objects`. */
  readonly packObjects?: string;
}

export type Contents = Readonly<Record<string, string | Uint8Array | { readonly link: string } | null>>;

/** By object format. */
const images = new Map<string, FolderImage>();

const SERVED = '[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n';

/** A developer's repository, the bare upstream it was cloned from and serves reads, and an inspector. */
export class PushWorld implements AsyncDisposable {
  readonly root = mkdtempSync(join(tmpdir(), 'push-world-'));
  readonly home = join(this.root, 'home');
  readonly work = join(this.root, 'work');
  readonly upstream = join(this.root, 'served', 'octo', 'demo.git');
  readonly objectFormat: 'sha1' | 'sha256';
  readonly limits: GitLimits;
  /** What the inspector's thread failed of. */
  readonly faults: unknown[] = [];
  readonly #packObjects: string | null;
  http: GitHttp | undefined;
  #inspector: Inspector | undefined;

  private constructor(options: PushWorldOptions) {
    this.objectFormat = options.objectFormat ?? 'sha1';
    this.limits = { ...DEFAULT_GIT_LIMITS, ...options.limits };
    this.#packObjects = options.packObjects ?? null;
  }

  /** The upstream's `main` has one commit, of `a.txt` and `b.txt`. */
  static async open(options: PushWorldOptions = {}): Promise<PushWorld> {
    const world = new PushWorld(options);
    world.#begin();
    world.http = await startGitHttp(join(world.root, 'served'), ['x-reader', 'agent']);
    world.#inspector = await world.#openInspector();
    return world;
  }

  async #openInspector(): Promise<Inspector> {
    const { home, limits, faults } = this;
    const fault = (cause: unknown) => void faults.push(cause);
    if (this.#packObjects === null) return openInspector({ home, limits, fault });
    const gitPath = join(this.root, 'git');
    const script = `case $1 in pack-objects) ${this.#packObjects};; esac\nexec git "$@"`;
    writeFileSync(gitPath, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
    return openInspector({ home, limits, fault, gitPath });
  }

  /** As git makes it the first time in a process, and by copying what it made from then on. */
  #begin(): void {
    const image = images.get(this.objectFormat);
    if (image !== undefined) {
      // Empty folders are no part of an image, and git takes no folder without them for a repository.
      for (const folder of ['objects', 'refs']) {
        for (const gitDir of [this.upstream, join(this.work, '.git')]) {
          mkdirSync(join(gitDir, folder), { recursive: true });
        }
      }
      writeFolderImage(this.root, image);
      return;
    }
    const init = ['init', '-q', '-b', 'main', '--template=', `--object-format=${this.objectFormat}`];
    this.run(this.root, [...init, '--bare', this.upstream]);
    this.run(this.root, [...init, this.work]);
    appendFileSync(join(this.upstream, 'config'), SERVED);
    for (const gitDir of [this.upstream, join(this.work, '.git')])
      appendFileSync(join(gitDir, 'config'), QUICK);
    this.commit({ 'a.txt': 'one\ntwo\n', 'b.txt': 'password\n' }, 'First');
    this.land('main');
    images.set(this.objectFormat, readFolderImage(this.root));
  }

  get inspector(): Inspector {
    if (this.#inspector === undefined) throw new Error('world is not open');
    return this.#inspector;
  }

  /** A new agent process over the same state. */
  async restart(): Promise<void> {
    await this.inspector.close();
    this.#inspector = await this.#openInspector();
  }

  run(cwd: string, args: readonly string[], input?: string | Uint8Array): string {
    return this.raw(cwd, args, input).toString().trim();
  }

  raw(cwd: string, args: readonly string[], input?: string | Uint8Array): Buffer {
    return execFileSync('git', args, {
      cwd,
      input,
      env: this.#environment(),
      maxBuffer: 2 ** 30,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  }

  /** git in the developer's repository. */
  git(...args: string[]): string {
    return this.run(this.work, args);
  }

  write(contents: Contents): void {
    for (const [path, content] of Object.entries(contents)) {
      const file = join(this.work, path);
      rmSync(file, { force: true });
      if (content === null) continue;
      mkdirSync(dirname(file), { recursive: true });
      if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(file, content);
      else symlinkSync(content.link, file);
    }
  }

  /** Commits these files, null removing one; answers the id. */
  commit(contents: Contents, message = 'Change'): string {
    this.write(contents);
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return headOf(join(this.work, '.git'));
  }

  /** A branch of `main` with a commit of each of these, all in one go and past the work tree (git-fast-import). */
  branch(name: string, commits: readonly Contents[]): void {
    const stream = commits.flatMap((contents, index) => [
      `commit refs/heads/${name}\ncommitter Dev Eloper <dev@example.org> 1767225600 +0000\n`,
      `data <<END\nCommit ${index + 1}\nEND\n${index === 0 ? 'from refs/heads/main^0\n' : ''}`,
      ...Object.entries(contents).flatMap(([path, content]) => fileOf(path, content)),
      '\n',
    ]);
    this.run(this.work, ['fast-import', '--quiet'], Buffer.concat(stream.map((piece) => Buffer.from(piece))));
  }

  /** Puts a local ref on the upstream without anybody looking. */
  land(...refs: string[]): void {
    this.git('push', '-q', '-f', this.upstream, ...refs);
  }

  upstreamId(ref: string): string | null {
    const line = this.run(this.upstream, ['for-each-ref', '--format=%(objectname)', ref]);
    return line === '' ? null : line;
  }

  /** What a push of local revisions to refs says; an empty revision deletes. */
  updates(refs: Readonly<Record<string, string>>): readonly RefUpdate[] {
    const zero = '0'.repeat(this.objectFormat === 'sha1' ? 40 : 64);
    return Object.entries(refs).map(([ref, revision]) => {
      const oldId = this.upstreamId(ref) ?? zero;
      const newId = revision === '' ? zero : this.git('rev-parse', '--verify', revision);
      const change = newId === zero ? 'delete' : oldId === zero ? 'create' : 'update';
      return { ref, ...classifyRef(ref), change, oldId, newId };
    });
  }

  /** The pack that git sends: what the new ids reach and the upstream's refs do not. */
  pack(updates: readonly RefUpdate[], options: readonly string[] = []): Buffer {
    const has = this.run(this.upstream, ['for-each-ref', '--format=%(objectname)'])
      .split('\n')
      .filter(Boolean);
    const known = has.filter((id) => this.#knows(id)).map((id) => `^${id}`);
    const wants = updates.filter((update) => update.change !== 'delete').map((update) => update.newId);
    const input = `${[...wants, ...known].join('\n')}\n`;
    return this.raw(
      this.work,
      ['pack-objects', '--revs', '--stdout', '-q', '--delta-base-offset', ...options],
      input,
    );
  }

  push(refs: Readonly<Record<string, string>>, overrides: Partial<PushToInspect> = {}): PushToInspect {
    const updates = this.updates(refs);
    const brings = updates.some((update) => update.change !== 'delete');
    return {
      repository: { id: 'git.test/octo/demo', host: 'git.test', path: 'octo/demo' },
      objectFormat: this.objectFormat,
      updates,
      pack: brings ? Readable.from([this.pack(updates)], { objectMode: false }) : null,
      terms: ['password'],
      detector: null,
      readAccess: async () => ({ url: `${this.http?.url}/octo/demo.git`, header: 'X-Reader: agent' }),
      signal: new AbortController().signal,
      ...overrides,
    };
  }

  receive(
    refs: Readonly<Record<string, string>>,
    overrides: Partial<PushToInspect> = {},
  ): Promise<QuarantinedPush> {
    return this.inspector.receive(this.push(refs, overrides));
  }

  /** Inspects and lets go. */
  async inspect(
    refs: Readonly<Record<string, string>>,
    overrides: Partial<PushToInspect> = {},
  ): Promise<readonly InspectedUpdate[]> {
    await using push = await this.receive(refs, overrides);
    return push.inspected;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inspector?.close();
    await this.http?.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  #knows(id: string): boolean {
    try {
      this.git('cat-file', '-e', id);
      return true;
    } catch {
      return false;
    }
  }

  #environment(): NodeJS.ProcessEnv {
    const person = { NAME: 'Dev Eloper', EMAIL: 'dev@example.org', DATE: '2026-01-01T00:00:00Z' };
    return {
      PATH: process.env['PATH'],
      HOME: this.root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      ...Object.fromEntries(
        Object.entries(person).flatMap(([key, value]) => [
          [`GIT_AUTHOR_${key}`, value],
          [`GIT_COMMITTER_${key}`, value],
        ]),
      ),
    };
  }
}

function fileOf(path: string, content: Contents[string] | null): readonly (string | Uint8Array)[] {
  if (content === null) return [`D ${path}\n`];
  const isLink = typeof content === 'object' && 'link' in content;
  const bytes = Buffer.from(isLink ? content.link : content);
  return [`M ${isLink ? '120000' : '100644'} inline ${path}\ndata ${bytes.length}\n`, bytes, '\n'];
}
