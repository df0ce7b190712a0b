import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SignInError } from './sign-in-error.ts';

export interface TurnLimits {
  /** Longer than anything that is done alone may take: whoever has had the turn for longer ended in the middle of it. */
  readonly maxAloneMs: number;
  /** Of one that waits for its turn. */
  readonly maxWaitMs: number;
}

const LIMITS: TurnLimits = { maxAloneMs: 120_000, maxWaitMs: 300_000 };
const LOOK_MS = 50;
const NUMBER = /^[1-9][0-9]{0,14}$/;
/** Turns that stay behind the last one, so that who looked a moment ago finds the number that it wants taken. */
const KEPT_TURNS = 16;

/**
 * Has the windows of a user do something one after the other. Turns are numbered files in a folder, and the last one
 * counts until it is over: its time is set back, or has passed. Only one window can make the file of the next number,
 * also where several find at once that a window ended in the middle of its turn.
 */
export class OneWindow {
  readonly #folder: string;
  readonly #limits: TurnLimits;

  constructor(folder: string, limits = LIMITS) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** Throws SignInError `timed-out` where the turn of the others does not end in time. */
  async run<Result>(use: () => Promise<Result>): Promise<Result> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const turn = await this.#nextTurn();
    try {
      return await use();
    } finally {
      await this.#end(turn);
    }
  }

  async #nextTurn(): Promise<number> {
    const until = performance.now() + this.#limits.maxWaitMs;
    for (;;) {
      const turns = await this.#turns();
      const last = Math.max(0, ...turns);
      if ((await this.#isOver(last)) && (await this.#take(last + 1))) return last + 1;
      if (performance.now() >= until)
        throw new SignInError('timed-out', 'another window of the editor is signing in and does not end');
      await delay(LOOK_MS);
    }
  }

  /** Whether nobody else has this turn, or one after it. */
  async #take(turn: number): Promise<boolean> {
    try {
      await writeFile(this.#fileOf(turn), '', { flag: 'wx', mode: 0o600 });
    } catch (fault) {
      if (isCode(fault, 'EEXIST')) return false;
      throw fault;
    }
    const turns = await this.#turns();
    const past = turns.filter((each) => each <= turn - KEPT_TURNS);
    await Promise.all(past.map((each) => rm(this.#fileOf(each), { force: true })));
    return turns.every((each) => each <= turn);
  }

  async #isOver(turn: number): Promise<boolean> {
    if (turn === 0) return true;
    try {
      return Date.now() - (await stat(this.#fileOf(turn))).mtimeMs > this.#limits.maxAloneMs;
    } catch (fault) {
      if (isCode(fault, 'ENOENT')) return false;
      throw fault;
    }
  }

  async #end(turn: number): Promise<void> {
    try {
      await utimes(this.#fileOf(turn), 0, 0);
    } catch (fault) {
      // It took so long that the others went on without it.
      if (!isCode(fault, 'ENOENT')) throw fault;
    }
  }

  async #turns(): Promise<readonly number[]> {
    const names = await readdir(this.#folder);
    return names.filter((name) => NUMBER.test(name)).map(Number);
  }

  #fileOf(turn: number): string {
    return join(this.#folder, String(turn));
  }
}

function isCode(fault: unknown, code: string): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === code;
}
