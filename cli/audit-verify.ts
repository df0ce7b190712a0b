import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { Command } from 'commander';
import { verifyEd25519 } from '../collector/ingest/verify-signature.ts';
import { KEPT_RECEIPT } from '../protocol/collector-schema.ts';
import type { KeptReceipt } from '../protocol/log-receipt.ts';
import { printable } from '../protocol/printable.ts';
import type { CliContext } from './context.ts';
import { BundleError } from './evidence/bundle.ts';
import { trustedLog } from './evidence/trust-key.ts';
import { type VerifyReport, verifyBundle } from './evidence/verify.ts';
import { jsonLine } from './json-line.ts';

interface VerifyCommandOptions {
  readonly trust: string;
  readonly receipt: readonly string[];
  readonly whole?: true;
  readonly json?: true;
}

const HOLDS = 0;
const DOES_NOT_HOLD = 6;
const MAX_SHOWN = 20;

const EXIT_CODES = `
Needs no network and no collector.
Exit codes: ${HOLDS} everything holds; 1 there is no bundle to verify; 2 wrong usage; ${DOES_NOT_HOLD} something does not hold.`;

/** `countersign audit verify`: whether a bundle is what the agents signed and the log took, all of it. */
export function auditVerifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('verify exported records offline, and name any that was tampered with')
    .argument('<dir>', 'folder that countersign audit export wrote')
    .requiredOption('--trust <key>', "public key of the collector's log, or a file with it, got another way")
    .option('--receipt <file>', "an agent's agent/receipt.json; may be given again", append, [])
    .option('--whole', 'do not accept an excerpt')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXIT_CODES)
    .action(async (folder: string, options: VerifyCommandOptions) => {
      const key = await trustedLog(options.trust);
      const receipts = await Promise.all(options.receipt.map(readReceipt));
      const report = await verifyBundle({ folder, key, receipts, verify: verifyEd25519 });
      if (options.whole === true && report.filter !== null) {
        throw new BundleError('not-a-bundle', 'this is an excerpt', 'ask for one made without filters');
      }
      context.out(options.json === true ? jsonLine(report) : reportText(report));
      process.exitCode = report.findingCount === 0 ? HOLDS : DOES_NOT_HOLD;
    });
}

function append(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

const isKeptReceipt = new Ajv({ allowUnionTypes: true }).compile<KeptReceipt>(KEPT_RECEIPT);

async function readReceipt(path: string): Promise<KeptReceipt> {
  const value = parse(await readFile(path, 'utf8'));
  if (isKeptReceipt(value)) return value;
  throw new BundleError('bad-receipt', `${path} holds no receipt`, "give an agent's agent/receipt.json");
}

/** Undefined, which is no receipt, where the text is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reportText(report: VerifyReport): string {
  const { origin, size, records, withoutContent, agents, filter, findings, findingCount } = report;
  const of = size === null ? 'no checkpoint that can be believed' : `${size} leaves of ${origin}`;
  const what =
    filter === null ? 'the whole log' : 'an excerpt: what it leaves out is not shown to be nothing';
  const by = `${agents} ${agents === 1 ? 'agent' : 'agents'}`;
  const gone =
    withoutContent === 0 ? '' : `what was said in ${withoutContent} of them was destroyed, as the log says\n`;
  const head = `${records} records of ${by} hold; ${of}; ${what}\n${gone}${accessText(report)}`;
  if (findingCount === 0) return `${head}everything holds\n`;
  const lines = findings.slice(0, MAX_SHOWN).map(({ kind, text }) => `  ${kind}: ${printable(text)}\n`);
  const more = findingCount > MAX_SHOWN ? `  and ${findingCount - MAX_SHOWN} more\n` : '';
  return `${head}NOT EVERYTHING HOLDS, ${findingCount} ${findingCount === 1 ? 'finding' : 'findings'}:\n${lines.join('')}${more}`;
}

function accessText({ access }: VerifyReport): string {
  if (access === null) return '';
  const here = `${access.records} records of the access journal hold\n`;
  if (access.elsewhere === 0) return here;
  return `${here}the log has the ends of ${access.elsewhere} more, which only their collectors can export\n`;
}
