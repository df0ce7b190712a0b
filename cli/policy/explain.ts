import { createHash } from 'node:crypto';
import { Command, Option } from 'commander';
import { readOperation } from '../../policy/cases.ts';
import type { CompiledPolicy } from '../../policy/compile.ts';
import type { Explanation, RuleValue } from '../../policy/explain.ts';
import { tightenPolicy, WORKSPACE_FILE } from '../../policy/workspace.ts';
import { operationOf } from '../../policy/written-operation.ts';
import { printablePrefix } from '../../protocol/printable.ts';
import { approverWords } from '../../protocol/quorum.ts';
import type { CredentialScope, MaskObligation, Verdict } from '../../protocol/verdict.ts';
import { withCollectorOptions } from '../collector-access.ts';
import type { CliContext } from '../context.ts';
import { table } from '../table.ts';
import { count, inDocument, readDocument, readPolicyFile, report } from './document.ts';
import { explainedWords, explainRecords, type RecordsWanted, wantedRecords } from './explain-records.ts';

/** Nothing, or more than one thing, to explain. */
export class ExplainError extends Error {
  readonly code = 'usage';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'ExplainError';
    this.hint = hint;
  }
}

/** `countersign policy explain`: what a policy makes of one operation, or of recorded ones, and what each rule said. */
export function explainCommand(context: CliContext): Command {
  const command = new Command('explain')
    .description('say what a policy makes of an operation, or of a recorded session, and why')
    .argument('<file>', 'the policy document')
    .argument('[operation]', 'the operation in YAML or JSON, as under `tests:`; - for standard input')
    .option('--workspace <file>', `a repository's own ${WORKSPACE_FILE}, which tightens it`)
    .addOption(
      new Option('--session <id>', 'explain what was recorded of this session').conflicts('exchange'),
    )
    .option('--exchange <id>', 'explain what was recorded of this exchange')
    .option('--bundle <dir>', 'read records from an export, not from the collector')
    .addHelpText('after', '\nExit code: 0 whatever the verdict is, 1 when a document is wrong.');
  return withCollectorOptions(command, 'auditor').action(
    async (path: string, operationPath: string | undefined, options: ExplainOptions) => {
      const isOfRecords = options.session !== undefined || options.exchange !== undefined;
      if (isOfRecords === (operationPath !== undefined))
        throw new ExplainError(
          'what is to be explained is not told',
          'give an operation, or --session, or --exchange',
        );
      if (operationPath !== undefined) return explainOperation(context, { path, operationPath, options });
      const records = await wantedRecords(context, options);
      if (records === null) return;
      await report(context, options, async () => {
        const { policy } = await readPolicyFile(path);
        const explained = explainRecords(await askedPolicy(policy, options.workspace), records);
        return { ok: true, json: { operations: explained }, words: explainedWords(explained) };
      });
    },
  );
}

interface Explaining {
  readonly path: string;
  readonly operationPath: string;
  readonly options: ExplainOptions;
}

function explainOperation(context: CliContext, { path, operationPath, options }: Explaining): Promise<void> {
  return report(context, options, async () => {
    const { policy } = await readPolicyFile(path);
    const file = await readDocument(operationPath);
    const written = inDocument(file, () => readOperation(file.text).value);
    const asked = await askedPolicy(policy, options.workspace);
    const explained = asked.explain(operationOf(written, asked.diffTerms));
    return {
      ok: true,
      json: { ...explained.decision, rules: explained.rules },
      words: asWords(explained),
    };
  });
}

interface ExplainOptions extends RecordsWanted {
  readonly workspace?: string;
}

/** The organisation's policy, tightened by that of a repository where one is given. */
async function askedPolicy(policy: CompiledPolicy, workspace: string | undefined): Promise<CompiledPolicy> {
  if (workspace === undefined) return policy;
  const file = await readDocument(workspace);
  return inDocument(file, () => tightenPolicy(policy, file.text, sha256));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function asWords({ decision, rules }: Explanation): string {
  const asked = rules.filter(({ value }) => value !== 'other-kind');
  const { verdict, obligations } = decision;
  const others = rules.length - asked.length;
  return [
    `${verdictWords(verdict)}\n`,
    `masked: ${maskWords(obligations.mask)}; records keep: ${obligations.capture}${scopeWords(obligations.scope)}\n\n`,
    asked.length === 0 ? '' : table(['rule', 'effect', 'mode', 'value', 'when'], asked.map(cells)),
    others === 0
      ? ''
      : `${asked.length === 0 ? '' : '\n'}${count(others, 'rule')} about other kinds of operation\n`,
  ].join('');
}

const MAX_SHOWN = 80;

function cells({ rule, effect, mode, value, when }: RuleValue): readonly string[] {
  return [
    rule.id,
    effect,
    mode,
    valueWords(value),
    printablePrefix(when.replaceAll(/\s+/gu, ' '), MAX_SHOWN),
  ];
}

function valueWords(value: RuleValue['value']): string {
  switch (value) {
    case true:
      return 'matches';
    case false:
      return 'no';
    case 'error':
      return 'cannot be evaluated';
    case 'cost':
      return 'is too costly';
    case 'deadline':
      return 'takes too long';
    case 'other-kind':
      return 'is about something else';
  }
}

function verdictWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'allow':
      return `allow, by rule ${verdict.rule.id}`;
    case 'deny':
      return `deny, by ${verdict.rule === null ? 'no rule' : `rule ${verdict.rule.id}`}: ${verdict.reason}`;
    case 'require_approval':
      return `require_approval\n${verdict.requirements
        .map(
          ({ rule, message, approvers, quorum }) =>
            `  rule ${rule.id}: ${message}; by ${approverWords(approvers, quorum)}`,
        )
        .join('\n')}`;
  }
}

function scopeWords(scope: CredentialScope | null): string {
  if (scope === null) return '';
  const { reach, permissions, lifetimeMs, within } = scope;
  const named = Object.entries(permissions).map(([name, level]) => `${name} ${level}`);
  const where = reach === 'repository' ? 'this repository' : 'all of its owner';
  const most = within === undefined ? '' : ', and no more than such an operation takes';
  return `; credential: ${named.join(', ') || 'nothing'} on ${where}, for ${lifetimeMs / 1000} s${most}`;
}

function maskWords(mask: MaskObligation): string {
  return mask.kind === 'detectors' ? mask.detectors.join(', ') : mask.kind;
}
