import { openAnswerScreen, type ScreenedSurface } from './answer-screen.ts';
import type { AnswerOptions, TextFilter } from './options.ts';

/** What the tests take for a secret, and what stands in its place. */
export const SECRET = 'key-1234"\n\\🙂';
export const PLACEHOLDER = 'CSG_KEY_1';
/** A placeholder that came from the session, and its secret. */
export const OWN_PLACEHOLDER = 'CSG_OWN_2';
export const OWN_SECRET = 'own"\n\\🙂';

export const LIMITS = {
  eventStream: { maxLineChars: 20_000, maxEventChars: 20_000 },
  json: { maxChars: 20_000, maxDepth: 20, maxNodes: 2_000 },
  maxBodyBytes: 20_000,
  maxHeldChars: 20_000,
  maxTextChars: 20_000,
  maxChannels: 20,
  maxToolCalls: 8,
  maxSummaryChars: 1_000,
};

/** Masks and restores as above; every tool passes, and `/w` is the workspace. */
export const OPTIONS: AnswerOptions = {
  openMasker: () => replacing(SECRET, PLACEHOLDER),
  openRestorer: () => replacing(OWN_PLACEHOLDER, OWN_SECRET),
  isInWorkspace: (path) => path.startsWith('/w/'),
  judge: null,
  judgeText: false,
  limits: LIMITS,
};

/** Says no to one tool and to texts with `forbidden`. */
export const JUDGED: AnswerOptions = {
  ...OPTIONS,
  judge: (piece) => {
    const isBad = piece.kind === 'text' ? piece.text.includes('forbidden') : piece.tool === 'bash';
    return isBad ? { kind: 'deny', message: 'not here' } : { kind: 'pass' };
  },
};

/** Replaces a text however it is cut, and holds back what may become one. */
export function replacing(from: string, to: string): TextFilter {
  let held = '';
  return {
    write(text) {
      const whole = (held + text).replaceAll(from, to);
      let keep = Math.min(from.length - 1, whole.length);
      while (keep > 0 && !from.startsWith(whole.slice(whole.length - keep))) keep -= 1;
      held = whole.slice(whole.length - keep);
      return whole.slice(0, whole.length - keep);
    },
    end: () => held,
  };
}

/** The events as the upstream sends them; objects are written as JSON, named by their `type` when `named`. */
export function stream(events: readonly unknown[], named = false): string {
  return events
    .map((event) => {
      if (typeof event === 'string') return `data: ${event}\n\n`;
      const name = named ? `event: ${(event as { type: string }).type}\n` : '';
      return `${name}data: ${JSON.stringify(event)}\n\n`;
    })
    .join('');
}

/** What the client gets of these chunks. */
export function screened(
  surface: ScreenedSurface,
  chunks: readonly Uint8Array[],
  options: AnswerOptions = OPTIONS,
): string {
  const screen = openAnswerScreen(surface, 'event-stream', options);
  const decoder = new TextDecoder();
  return [...chunks.map((chunk) => screen.write(chunk)), screen.end()]
    .map((bytes) => decoder.decode(bytes))
    .join('');
}

/** The data of the events a client reads; comments left out. */
export function eventsOf(text: string): Record<string, unknown>[] {
  return text
    .split('\n\n')
    .flatMap((event) => event.split('\n').filter((line) => line.startsWith('data: ')))
    .map((line) => line.slice('data: '.length))
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data));
}

/** A text cut at these places. */
export function pieces(text: string, places: readonly number[]): string[] {
  const starts = [0, ...places.map((at) => wholeCharacter(text, at % (text.length + 1)))].sort(
    (a, b) => a - b,
  );
  return starts.map((from, index) => text.slice(from, starts[index + 1] ?? text.length));
}

/** An upstream never cuts a pair of surrogates. */
function wholeCharacter(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at;
}
