import { request } from 'node:http';
import { createParser } from 'eventsource-parser';
import type { ControlEvent } from '../protocol/control.ts';
import { ControlFault } from './control-client.ts';

export interface EventStreamOptions {
  readonly socketPath: string;
  /** Of this window; null while it has none. */
  readonly session: string | null;
  /** Its name in the file of what was changed (protocol/wiring.ts). */
  readonly editor: string;
  readonly onEvent: (event: ControlEvent) => void;
  /** Once, when the stream has ended or could not be opened. */
  readonly onEnd: (fault: ControlFault) => void;
}

const MAX_EVENT_CHARS = 8 * 1024 * 1024;
/** The agent says something every quarter of a minute. */
const SILENCE_MS = 45_000;

/** A desktop says which process it is; a server has started the extension host itself. */
function editorProcess(): number {
  const desktop = Number(process.env['VSCODE_PID'] ?? '');
  return Number.isSafeInteger(desktop) && desktop > 0 ? desktop : process.ppid;
}

/** Follows the agent for as long as both are there; gives what ends it. */
export function followAgent({ socketPath, session, editor, onEvent, onEnd }: EventStreamOptions): () => void {
  const own = session === null ? {} : { session };
  const query = new URLSearchParams({ ...own, editor, pid: String(editorProcess()) });
  const path = `/v1/events?${query.toString()}`;
  const outgoing = request({ socketPath, path, timeout: SILENCE_MS });
  let isEnded = false;
  const end = (fault: ControlFault): void => {
    if (isEnded) return;
    isEnded = true;
    outgoing.destroy();
    onEnd(fault);
  };
  outgoing.on('timeout', () => end(new ControlFault('timeout', 'the agent has gone silent')));
  outgoing.on('error', (cause) => end(new ControlFault('not-running', 'no agent is running', cause)));
  outgoing.on('response', (answer) => {
    if (answer.statusCode !== 200) {
      answer.resume();
      end(new ControlFault('refused', `the agent does not take this window: ${answer.statusCode}`));
      return;
    }
    const parser = createParser({
      onEvent: ({ data }) => onEvent(JSON.parse(data) as ControlEvent),
      maxBufferSize: MAX_EVENT_CHARS,
      onError: () => end(new ControlFault('malformed', 'the event stream of the agent cannot be read')),
    });
    answer.setEncoding('utf8');
    answer.on('data', (chunk: string) => parser.feed(chunk));
    answer.on('error', () => end(new ControlFault('not-running', 'the agent has ended')));
    answer.on('end', () => end(new ControlFault('not-running', 'the agent has ended')));
  });
  outgoing.end();
  return () => {
    isEnded = true;
    outgoing.destroy();
  };
}
