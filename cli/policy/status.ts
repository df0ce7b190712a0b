import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { type DraftStatus, type FeedStatus, feedStatus, type RoleStatus } from '../feed/status.ts';
import { table } from '../table.ts';
import { count, report } from './document.ts';

/** `countersign policy status`: what is published, until when, by whom, and what waits. */
export function statusCommand(context: CliContext): Command {
  return new Command('status')
    .description('show what a feed publishes, until when, who signed it, and what waits for signatures')
    .argument('<folder>', 'the folder of the feed')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit code: 0 when agents believe it as it is, 1 when nothing is published or something expired.',
    )
    .action((feed: string, options: { readonly json?: true }) =>
      report(context, options, async () => {
        const status = await feedStatus(feed, new Date());
        const ok = status.roles.length > 0 && status.roles.every(({ isExpired }) => !isExpired);
        return { ok, json: { ok, ...status }, words: asWords(status) };
      }),
    );
}

function asWords({ fingerprint, roles, drafts }: FeedStatus): string {
  const published =
    fingerprint === null
      ? 'nothing is published yet\n'
      : `fingerprint ${fingerprint}\n${table(['part', 'version', 'expires', 'signed by', 'of'], roles.map(row))}`;
  return `${published}${drafts.map(waits).join('')}`;
}

function row({ role, version, expires, isExpired, signers, keys, threshold }: RoleStatus): readonly string[] {
  const end = isExpired ? `${expires}, EXPIRED` : expires;
  return [
    role,
    String(version),
    end,
    signers.map(short).join(' '),
    `${threshold} of ${keys.map(short).join(' ')}`,
  ];
}

function waits({ role, version, signers, missing }: DraftStatus): string {
  const by = signers.length === 0 ? 'nobody' : signers.map(short).join(' ');
  const rest = missing === 0 ? 'it can be published' : `${count(missing, 'signature')} missing`;
  return `${role === 'targets' ? 'policy' : role} ${version} waits, signed by ${by}: ${rest}\n`;
}

function short(id: string): string {
  return id.slice(0, 12);
}
