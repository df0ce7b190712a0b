import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 50;
/** Longer than anything that is done alone may take: whoever has the file for longer has ended in the middle of it. */
const MAX_ALONE_MS = 120_000;

/** Has the windows of a user do something one after the other, by a file that only one of them can make at a time. */
export class OneWindow {
  readonly #file: string;
  readonly #maxAloneMs: number;

  constructor(file: string, maxAloneMs = MAX_ALONE_MS) {
    this.#file = file;
    this.#maxAloneMs = maxAloneMs;
  }

  async run<Result>(use: () => Promise<Result>): Promise<Result> {
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    while (!(await this.#made())) {
      if (await this.#isLeftBehind()) await rm(this.#file, { force: true });
      else await delay(LOOK_MS);
    }
    try {
      return await use();
    } finally {
      await rm(this.#file, { force: true });
    }
  }

  async #made(): Promise<boolean> {
    try {
      await writeFile(this.#file, '', { flag: 'wx', mode: 0o600 });
      return true;
    } catch (fault) {
      if (isCode(fault, 'EEXIST')) return false;
      throw fault;
    }
  }

  async #isLeftBehind(): Promise<boolean> {
    try {
      return Date.now() - (await stat(this.#file)).mtimeMs > this.#maxAloneMs;
    } catch (fault) {
      if (isCode(fault, 'ENOENT')) return false;
      throw fault;
    }
  }
}

function isCode(fault: unknown, code: string): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === code;
}
