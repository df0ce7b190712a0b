import { Worker } from 'node:worker_threads';
import type { GitLimits } from './limits.ts';
import { PackAside } from './pack-aside.ts';
import type { PassedObject } from './passed.ts';
import type { PassingAnswer, PassingAsk } from './passing-messages.ts';
import type { PackToPass } from './passing-objects.ts';

export interface PassingThreadPorts {
  readonly limits: Pick<GitLimits, 'asideMs' | 'maxAsideMb'>;
  /** Told when the thread died or took too long; holds nothing of a pack. */
  readonly fault: (cause: unknown) => void;
  /** Where the thread's body is; its own unless given. */
  readonly body?: URL;
}

/** In sources and in what is built of them the thread's body stands beside this file. */
const BODY = new URL(
  import.meta.url.endsWith('.ts') ? './passing-worker.ts' : './passing-worker.js',
  import.meta.url,
);

/** Little of what is read lives on: V8 would fill more than this, and win no time by it. */
const MAX_YOUNG_MB = 8;

interface Running {
  readonly worker: Worker;
  /** What it was last told to look for, as JSON, and whether it can. */
  search: string;
  isReady: boolean;
  pack: PackAside | null;
}

/**
 * Owner of the thread that reads large packs: started for the first of them, one pack at a time, ended with the agent.
 * One that failed, or that was left in the middle of a pack, is not used again. Nobody depends on it: what it does not
 * find is asked of git.
 */
export class PassingThread {
  readonly #ports: PassingThreadPorts;
  #running: Running | null = null;
  #isClosed = false;

  constructor(ports: PassingThreadPorts) {
    this.#ports = ports;
  }

  /**
   * Where to read the pack with this search, a `PassingSearch` as JSON. Null while the thread reads another pack, and
   * until it is ready: it is made so, and who asks again, while it reads the pack itself, may have it.
   */
  take(search: string, pack: PackToPass, found: (object: PassedObject) => void): PackAside | null {
    if (this.#isClosed) return null;
    this.#running ??= this.#start();
    const running = this.#running;
    if (running.pack !== null) return null;
    if (running.search !== search) {
      running.search = search;
      running.isReady = false;
      tell(running, { kind: 'search', json: search });
    }
    if (!running.isReady) return null;
    tell(running, { kind: 'pack', pack });
    running.pack = new PackAside({
      waitMs: this.#ports.limits.asideMs,
      found,
      tell: (ask, given) => tell(running, ask, given),
      ended: () => {
        running.pack = null;
      },
      broken: (cause) => void this.#end(running, cause),
    });
    return running.pack;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const running = this.#running;
    if (running !== null) await this.#end(running, null);
  }

  #start(): Running {
    const { limits, body = BODY } = this.#ports;
    const worker = new Worker(body, {
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: limits.maxAsideMb, maxYoungGenerationSizeMb: MAX_YOUNG_MB },
    });
    worker.unref();
    const running: Running = { worker, search: '', isReady: false, pack: null };
    worker.on('message', (answer: PassingAnswer) => {
      if (answer.kind === 'ready') running.isReady = true;
      else running.pack?.read(answer);
    });
    worker.on('error', (cause) => void this.#end(running, cause));
    worker.on('exit', (code) => void this.#end(running, new Error(`the thread ended with ${code}`)));
    return running;
  }

  /** Again, it does nothing. `cause` is null when nothing is the matter. */
  async #end(running: Running, cause: unknown): Promise<void> {
    if (this.#running !== running) return;
    this.#running = null;
    if (cause !== null) this.#ports.fault(cause);
    running.pack?.stop();
    // What it may still have said is for nobody.
    running.pack = null;
    await running.worker.terminate();
  }
}

function tell({ worker }: Running, ask: PassingAsk, given: readonly ArrayBuffer[] = []): void {
  worker.postMessage(ask, given);
}
