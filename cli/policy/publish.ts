import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { type PublishOptions, publish, type Release, renew } from '../feed/publish.ts';
import { openSigner, type SignerOptions } from '../feed/signer.ts';
import { lifeOf } from '../feed/times.ts';
import { report } from './document.ts';
import { withSigner } from './sign.ts';

interface Options extends SignerOptions {
  readonly timestampFor: string;
  readonly snapshotFor: string;
  readonly json?: true;
}

/** `countersign policy publish`: what was signed becomes what agents fetch. */
export function publishCommand(context: CliContext): Command {
  return publisher(context, 'publish', publish).description(
    'publish what was signed, as static files in FOLDER/published',
  );
}

/** `countersign policy timestamp`: what is published stays good for another while. */
export function timestampCommand(context: CliContext): Command {
  return publisher(context, 'timestamp', renew).description(
    'say once more that what is published is what there is',
  );
}

function publisher(
  context: CliContext,
  name: string,
  run: (feed: string, options: PublishOptions) => Promise<Release>,
): Command {
  return withSigner(new Command(name))
    .argument('<folder>', 'the folder of the feed')
    .option('--timestamp-for <duration>', 'how long until agents must see another timestamp', '1d')
    .option('--snapshot-for <duration>', 'how long a snapshot is good for', '7d')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit code: 0 when it is published; otherwise what was published before still is.',
    )
    .action((feed: string, options: Options) =>
      report(context, options, async () => {
        const released = await run(feed, {
          signer: await openSigner(options),
          timestampLifeMs: lifeOf(options.timestampFor),
          snapshotLifeMs: lifeOf(options.snapshotFor),
          now: new Date(),
        });
        const { root, targets, timestamp } = released;
        const words = `${feed}/published has policy ${targets}, root ${root}, timestamp ${timestamp}\n`;
        return { ok: true, json: released, words };
      }),
    );
}
