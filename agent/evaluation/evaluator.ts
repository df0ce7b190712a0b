import { Worker } from 'node:worker_threads';
import type { CompiledPolicy } from '../../policy/compile.ts';
import type { Decision } from '../../policy/evaluate.ts';
import type { Operation } from '../../protocol/operation.ts';
import { SerialQueue } from '../git/serial-queue.ts';
import type { WorkerAnswer, WorkerAsk } from './messages.ts';

export interface EvaluationLimits {
  /** Steps, as a policy estimates them, that an operation may take on the thread that everything else waits for. */
  readonly maxInlineSteps: number;
  /** How long a worker may take for one operation. */
  readonly evaluationMs: number;
  /** How long it may take to make a policy ready, which it does once. */
  readonly readyMs: number;
  /** Operations that wait for the worker; one more is judged as one that could not be. */
  readonly maxWaiting: number;
  readonly maxWorkerMb: number;
}

export const DEFAULT_EVALUATION_LIMITS: EvaluationLimits = Object.freeze({
  maxInlineSteps: 200_000,
  evaluationMs: 2000,
  readyMs: 10_000,
  maxWaiting: 64,
  maxWorkerMb: 512,
});

export interface EvaluatorPorts {
  readonly limits: EvaluationLimits;
  /** Told when an operation could not be judged in time or its worker died; holds nothing of the operation. */
  readonly fault: (cause: unknown) => void;
  /** Where the worker's body is; the evaluation's own unless given. */
  readonly body?: URL;
}

/** In sources and in what is built of them the worker's body stands beside this file. */
const BODY = new URL(
  import.meta.url.endsWith('.ts') ? './evaluation-worker.ts' : './evaluation-worker.js',
  import.meta.url,
);

interface RunningWorker {
  readonly worker: Worker;
  /** Hash of the policy that it was given. */
  policy: string | null;
}

/**
 * Judges operations: small ones at once, large ones in a worker that has a deadline. When that is over, or the
 * worker dies, every rule counts as one that could not be evaluated: what denies, asks, masks or scopes bites.
 */
export class Evaluator {
  readonly #ports: EvaluatorPorts;
  /** Owned by this object; one operation is in it at a time. */
  readonly #queue = new SerialQueue();
  #running: RunningWorker | null = null;
  #waiting = 0;
  #closed = false;

  constructor(ports: EvaluatorPorts) {
    this.#ports = ports;
  }

  async evaluate(policy: CompiledPolicy, operation: Operation): Promise<Decision> {
    const { limits, fault } = this.#ports;
    if (policy.stepsFor(operation) <= limits.maxInlineSteps) return policy.evaluate(operation);
    if (this.#closed || this.#waiting >= limits.maxWaiting) return policy.presume(operation);
    this.#waiting += 1;
    try {
      return await this.#queue.run(() => this.#judge(policy, operation));
    } catch (cause) {
      fault(cause);
      return policy.presume(operation);
    } finally {
      this.#waiting -= 1;
    }
  }

  /**
   * Makes the worker ready for an operation that will be large, while it is still being read. What keeps the worker
   * from it is met again by `evaluate`.
   */
  prepare(policy: CompiledPolicy): void {
    if (this.#closed || this.#waiting > 0) return;
    const isReady = this.#queue.run(() => this.#inWorker(policy, () => Promise.resolve()));
    isReady.catch((cause: unknown) => this.#ports.fault(cause));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  #judge(policy: CompiledPolicy, operation: Operation): Promise<Decision> {
    return this.#inWorker(policy, async (worker) => {
      const question = { kind: 'operation', json: JSON.stringify(operation) } as const;
      const answer = await ask(worker, question, this.#ports.limits.evaluationMs);
      if (answer.kind !== 'decision') throw new Error('the worker answered another question');
      return answer.decision;
    });
  }

  /** With a worker that has the policy. One in which anything fails is not used again. */
  async #inWorker<T>(policy: CompiledPolicy, task: (worker: Worker) => Promise<T>): Promise<T> {
    const { limits, body = BODY } = this.#ports;
    this.#running ??= { worker: startWorker(body, limits), policy: null };
    const running = this.#running;
    try {
      if (running.policy !== policy.hash) {
        const { text, workspace } = policy;
        await ask(
          running.worker,
          { kind: 'policy', text, workspace: workspace?.text ?? null },
          limits.readyMs,
        );
        running.policy = policy.hash;
      }
      return await task(running.worker);
    } catch (cause) {
      await this.#end();
      throw cause;
    }
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.worker.terminate();
  }
}

function startWorker(body: URL, { maxWorkerMb }: EvaluationLimits): Worker {
  const worker = new Worker(body, {
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: maxWorkerMb },
  });
  // Each question listens for what becomes of it; between two of them nobody does, and a death is found by the next.
  worker.on('error', () => undefined);
  worker.unref();
  return worker;
}

/** One question and its answer. Rejects when the worker dies, cannot be asked, or takes longer than `timeoutMs`. */
function ask(worker: Worker, question: WorkerAsk, timeoutMs: number): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => settle(() => reject(new Error('the evaluation took too long'))),
      timeoutMs,
    );
    const onMessage = (answer: WorkerAnswer): void => settle(() => resolve(answer));
    const onError = (cause: unknown): void =>
      settle(() => reject(new Error('the evaluation failed', { cause })));
    const onExit = (code: number): void =>
      settle(() => reject(new Error(`the evaluation's worker ended with ${code}`)));
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      end();
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    try {
      worker.postMessage(question);
    } catch (cause) {
      onError(cause);
    }
  });
}
