import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { type CompiledPolicy, compilePolicy } from '../../policy/compile.ts';
import { tightenPolicy } from '../../policy/workspace.ts';
import type { Operation } from '../../protocol/operation.ts';
import type { WorkerAnswer, WorkerAsk } from './messages.ts';

/** A thread that judges what would hold up all others. It is ended from outside when it takes too long. */
const port = parentPort;
if (port === null) throw new Error('this file is the body of a worker');

/** Kept by itself, as repositories take turns and their organisation's policy is the same for all. */
let base: CompiledPolicy | null = null;
let policy: CompiledPolicy | null = null;

function answerTo(ask: WorkerAsk): WorkerAnswer {
  switch (ask.kind) {
    case 'policy':
      if (base?.text !== ask.text) base = compilePolicy(ask.text, sha256);
      policy = ask.workspace === null ? base : tightenPolicy(base, ask.workspace, sha256);
      return { kind: 'ready' };
    case 'operation':
      if (policy === null) throw new Error('an operation came before its policy');
      return { kind: 'decision', decision: policy.evaluate(JSON.parse(ask.json) as Operation) };
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

port.on('message', (ask: WorkerAsk) => port.postMessage(answerTo(ask)));
