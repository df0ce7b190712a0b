import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { FeedToolError } from '../feed/feed-tool-error.ts';
import { draftPolicy, type Signed, signDrafts } from '../feed/sign.ts';
import { openSigner, type SignerOptions } from '../feed/signer.ts';
import { lifeOf } from '../feed/times.ts';
import { count, readPolicyFile, report } from './document.ts';
import { testPolicyFile } from './test.ts';

interface Options extends SignerOptions {
  readonly policy?: string;
  readonly expires: string;
  readonly maxStale?: string;
  readonly json?: true;
}

/** `countersign policy sign`: a signature on a policy that passes, or on whatever waits for one. */
export function signCommand(context: CliContext): Command {
  return withSigner(new Command('sign'))
    .description('sign a policy, or what waits in a feed for signatures')
    .argument('<folder>', 'the folder of the feed')
    .option('--policy <file>', 'a new policy: checked and tested first; without it, what waits is signed')
    .option('--expires <duration>', 'how long the policy is good for', '90d')
    .option('--max-stale <duration>', 'how long agents enforce it without hearing from the feed')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit code: 0 when it is signed; 1 when the policy is wrong or a test fails, and nothing is.',
    )
    .action((feed: string, options: Options) =>
      report(context, options, async () => {
        const signer = await openSigner(options);
        if (options.policy !== undefined) await draft(feed, options.policy, options);
        const signed = await signDrafts(feed, signer);
        return { ok: true, json: { key: signer.key.keyID, signed }, words: signed.map(asWords).join('') };
      }),
    );
}

/** The options that name a key, for every command that signs. */
export function withSigner(command: Command): Command {
  return command
    .option('--key <file>', 'sign with the private key in this file')
    .option(
      '--sign-command <command>',
      'or by a command: bytes on standard input, their signature in base64 out',
    )
    .option('--public <file>', 'the public key of that command');
}

async function draft(feed: string, path: string, { expires, maxStale }: Options): Promise<void> {
  await readPolicyFile(path);
  const { passed, failed } = await testPolicyFile(path);
  if (!passed)
    throw new FeedToolError(
      'tests-failed',
      failed === 0 ? `${path} has no tests` : `${count(failed, 'test')} of ${path} failed`,
      `nothing was signed; run: countersign policy test ${path}`,
    );
  const policy = await readFile(path);
  const maxStaleMs = maxStale === undefined ? null : lifeOf(maxStale);
  await draftPolicy(feed, { policy, lifeMs: lifeOf(expires), maxStaleMs }, new Date());
}

function asWords({ role, version, missing }: Signed): string {
  const what = role === 'targets' ? 'policy' : role;
  const rest = missing === 0 ? 'enough for publication' : `${count(missing, 'signature')} more to come`;
  return `${what} ${version} is signed: ${rest}\n`;
}
