import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { fetchRoots, type OfferedRoot } from '../agent/feed/fetch-roots.ts';
import { DEFAULT_FEED_LIMITS } from '../agent/feed/limits.ts';
import { feedPath, feedUrl, readPin, writePin } from '../agent/feed/pin.ts';
import { type ProxySettings, proxySettings } from '../agent/proxy/corporate.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';

export type EnrollErrorCode = 'bad-address' | 'enrolled' | 'other-fingerprint' | 'not-confirmed';

export class EnrollError extends Error {
  readonly code: EnrollErrorCode;
  readonly hint: string;

  constructor(code: EnrollErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'EnrollError';
    this.code = code;
    this.hint = hint;
  }
}

interface Options {
  readonly fingerprint?: string;
  readonly show?: true;
  readonly json?: true;
}

/** `countersign enroll`. `confirm` puts a question to whoever sits there; null says that nobody does. */
export function enrollCommand(
  context: CliContext,
  confirm: ((question: string) => Promise<string>) | null = asker(),
): Command {
  return new Command('enroll')
    .description("take the policy from your team's signed feed, and from nowhere else")
    .argument('<url>', 'the address of the feed, or of the collector that serves it')
    .option('--fingerprint <sha256>', 'of the root, as your security team gave it to you')
    .option('--show', 'only print the fingerprint of the newest root, as JSON')
    .option('--json', 'print a JSON object instead of text')
    .addHelpText(
      'after',
      '\nOnce enrolled, the agent ignores local policy files. Start the agent again afterwards.\nExit code: 0 enrolled, 1 not.',
    )
    .action(async (address: string, options: Options) => {
      const url = feedUrl(address);
      if (url === null)
        throw new EnrollError(
          'bad-address',
          'the address is none of a feed',
          'write it like https://HOST/feed/',
        );
      await refuseEnrolled(context.home);
      const roots = await fetchRoots(url, DEFAULT_FEED_LIMITS, wayOut(process.env));
      if (options.show === true) {
        const newest = newestOf(roots);
        context.out(jsonLine({ url, root: newest.version, fingerprint: newest.fingerprint }));
        return;
      }
      const root = await chosenRoot(roots, options, { context, confirm });
      if ((await writePin(context.home, { url, root: root.bytes })) === 'exists')
        await refuseEnrolled(context.home);
      const { version, fingerprint } = root;
      context.out(
        options.json === true
          ? jsonLine({ url, root: version, fingerprint })
          : `enrolled with ${url}, root ${version}; start the agent again\n`,
      );
    });
}

/** In a session's own shell the proxy is the agent, which needs a policy before it lets anything through. */
function wayOut(environment: Readonly<Record<string, string | undefined>>): ProxySettings | null {
  return environment['COUNTERSIGN_SESSION'] === undefined ? proxySettings(environment) : null;
}

async function refuseEnrolled(home: string): Promise<void> {
  const pin = await readPin(home);
  if (pin === null) return;
  throw new EnrollError(
    'enrolled',
    `this home is enrolled with ${pin.url} already`,
    `to enrol it elsewhere, stop the agent and remove ${feedPath(home)}`,
  );
}

interface Asking {
  readonly context: CliContext;
  readonly confirm: ((question: string) => Promise<string>) | null;
}

/** The root that somebody vouched for: by its fingerprint, or by saying so here and now of the newest. */
async function chosenRoot(
  roots: readonly OfferedRoot[],
  { fingerprint }: Options,
  { context, confirm }: Asking,
): Promise<OfferedRoot> {
  if (fingerprint !== undefined) {
    const wanted = fingerprint.replaceAll(/[\s:]/g, '').toLowerCase();
    const match = roots.find((root) => root.fingerprint === wanted);
    if (match !== undefined) return match;
    throw new EnrollError(
      'other-fingerprint',
      'no root of this feed has that fingerprint',
      'ask your security team: the address is wrong, or somebody stands in between',
    );
  }
  const newest = newestOf(roots);
  const shown = (newest.fingerprint.match(/.{8}/g) ?? []).join(' ');
  if (confirm !== null) {
    context.err(`root ${newest.version} of this feed has the fingerprint\n  ${shown}\n`);
    const answer = await confirm('Is that what your security team gave you? Type yes to enrol: ');
    if (answer.trim().toLowerCase() === 'yes') return newest;
  }
  throw new EnrollError(
    'not-confirmed',
    `nobody confirmed the fingerprint ${newest.fingerprint}`,
    'compare it with what your security team gave you, then pass it with --fingerprint',
  );
}

function newestOf(roots: readonly OfferedRoot[]): OfferedRoot {
  const newest = roots.at(-1);
  if (newest === undefined) throw new Error('a feed without a root was offered');
  return newest;
}

function asker(): ((question: string) => Promise<string>) | null {
  if (!process.stdin.isTTY) return null;
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  };
}
