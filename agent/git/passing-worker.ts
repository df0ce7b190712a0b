import { parentPort } from 'node:worker_threads';
import { compileTerms } from '../core/git/terms.ts';
import { WrittenSecrets } from '../core/git/written-secrets.ts';
import { policyDetector } from '../masking/policy-detector.ts';
import type { PassedObject } from './passed.ts';
import type { PassingAnswer, PassingAsk, PassingSearch } from './passing-messages.ts';
import { PassingObjects, type Searching } from './passing-objects.ts';

/** A thread that reads large packs, so that whatever else the agent does need not wait for each object of them. */
const port = parentPort;
if (port === null) throw new Error('this file is the body of a worker');

let searching: Searching | null = null;
let passing: PassingObjects | null = null;
let found: PassedObject[] = [];

port.on('message', (ask: PassingAsk) => {
  switch (ask.kind) {
    case 'search':
      searching = searchingOf(JSON.parse(ask.json) as PassingSearch);
      answer({ kind: 'ready' });
      break;
    case 'pack':
      if (searching === null) throw new Error('a pack came before what is looked for in it');
      passing = new PassingObjects(searching, ask.pack, (object) => void found.push(object));
      break;
    case 'piece':
      reading().push(Buffer.from(ask.memory, 0, ask.length));
      answerFound(ask.memory);
      break;
    case 'end':
      reading().end();
      answerFound(null);
      break;
  }
});

function searchingOf({ terms, detector: settings }: PassingSearch): Searching {
  const detector = settings === null ? null : policyDetector(settings);
  const search = { automaton: compileTerms(terms), detector };
  return { search, written: new WrittenSecrets(detector) };
}

function reading(): PassingObjects {
  if (passing === null) throw new Error('a piece came before its pack');
  return passing;
}

function answerFound(memory: ArrayBuffer | null): void {
  const { isReading } = reading();
  answer({ kind: 'read', found: JSON.stringify(found), memory, isReading }, memory === null ? [] : [memory]);
  found = [];
}

function answer(said: PassingAnswer, given: readonly ArrayBuffer[] = []): void {
  port?.postMessage(said, given);
}
