import { Command, InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.ts';
import { ensureFeed, readDrafts, readPublished, writeDraft } from '../feed/directory.ts';
import { FeedToolError } from '../feed/feed-tool-error.ts';
import { readPublicKey } from '../feed/keys.ts';
import { nextRoot } from '../feed/roots.ts';
import { lifeOf } from '../feed/times.ts';
import { report } from './document.ts';

interface Options {
  readonly root?: readonly string[];
  readonly rootThreshold?: number;
  readonly targets?: readonly string[];
  readonly targetsThreshold?: number;
  readonly publisher?: readonly string[];
  readonly expires: string;
  readonly json?: true;
}

/** `countersign policy rotate`: a new root, the first one too. */
export function rotateCommand(context: CliContext): Command {
  return new Command('rotate')
    .description('say who may sign from now on: makes the next root of a feed, to be signed')
    .argument('<folder>', 'the folder of the feed; made for a first root')
    .option('--root <public...>', 'keys that may sign the next root')
    .option('--root-threshold <number>', 'how many of them must', whole)
    .option('--targets <public...>', 'keys that may sign a policy')
    .option('--targets-threshold <number>', 'how many of them must', whole)
    .option(
      '--publisher <public...>',
      'keys of the machine that publishes; any one signs snapshots and timestamps',
    )
    .option('--expires <duration>', 'how long the root is good for', '365d')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nWhat is not named stays as it is. Exit code: 0 when the draft is written.')
    .action((feed: string, options: Options) =>
      report(context, options, async () => {
        const version = await rotate(feed, options);
        const words = `root ${version} waits for signatures: countersign policy sign ${feed} --key FILE\n`;
        return { ok: true, json: { root: version }, words };
      }),
    );
}

async function rotate(feed: string, options: Options): Promise<number> {
  const keys = {
    ...(await named('root', options.root)),
    ...(await named('targets', options.targets)),
    ...(await named('snapshot', options.publisher)),
    ...(await named('timestamp', options.publisher)),
  };
  const thresholds = {
    ...(options.rootThreshold === undefined ? {} : { root: options.rootThreshold }),
    ...(options.targetsThreshold === undefined ? {} : { targets: options.targetsThreshold }),
  };
  const lifeMs = lifeOf(options.expires);
  if (options.root !== undefined) await ensureFeed(feed);
  const published = await readPublished(feed);
  const { root: draft } = await readDrafts(feed);
  if (draft !== null && draft.signed.version > (published?.root.signed.version ?? 0))
    throw new FeedToolError(
      'draft-waits',
      `root ${draft.signed.version} waits to be signed or published`,
      `publish it, or remove ${feed}/drafts/root.json`,
    );
  const root = nextRoot(published?.root ?? null, { keys, thresholds, lifeMs }, new Date());
  await writeDraft(feed, 'root.json', root);
  return root.signed.version;
}

async function named(role: string, paths: readonly string[] | undefined): Promise<object> {
  return paths === undefined ? {} : { [role]: await Promise.all(paths.map(readPublicKey)) };
}

function whole(text: string): number {
  if (/^[1-9][0-9]?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it is a whole number from 1 to 99');
}
