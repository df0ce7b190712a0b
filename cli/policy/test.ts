import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import {
  type CaseReport,
  type CaseResult,
  readCases,
  runCases,
  type WrittenCase,
} from '../../policy/cases.ts';
import type { CliContext } from '../context.ts';
import { count, inDocument, readDocument, readPolicyFile, report } from './document.ts';

interface TestOptions {
  readonly cases?: readonly string[];
  readonly allRules?: true;
  readonly json?: true;
}

/** `countersign policy test`: puts written operations before a policy and compares what it makes of them. */
export function testCommand(context: CliContext): Command {
  return new Command('test')
    .description('try a policy on the operations under its `tests:` and in *.test.yaml beside it')
    .argument('<file>', 'the policy document')
    .option('--cases <file...>', 'files of cases, instead of those beside the policy')
    .option('--all-rules', 'fail when there is a rule that no case matches')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nBeside policy.yaml are policy.test.yaml and policy.ANYTHING.test.yaml.' +
        '\nExit code: 0 when all cases pass, 1 when one fails, there is none, or a document is wrong.',
    )
    .action((path: string, options: TestOptions) =>
      report(context, options, async () => {
        const run = await runFile(path, options.cases);
        return { ok: isGood(run, options), json: asJson(run, options), words: asWords(run) };
      }),
    );
}

/** Whether a policy passes its own cases and those beside it; one without any does not. */
export async function testPolicyFile(
  path: string,
): Promise<{ readonly passed: boolean; readonly failed: number }> {
  const run = await runFile(path, undefined);
  return { passed: isGood(run, {}), failed: run.results.filter((each) => !hasPassed(each)).length };
}

async function runFile(path: string, cases: readonly string[] | undefined): Promise<CaseReport> {
  const { policy, parsed } = await readPolicyFile(path);
  const beside = await casesIn(cases ?? (await filesBeside(path)));
  return runCases(policy, [...parsed.cases, ...beside]);
}

/** `policy.test.yaml` and `policy.more.test.yaml` of `policy.yaml`, in the order of their names. */
async function filesBeside(path: string): Promise<readonly string[]> {
  const stem = basename(path).replace(/\.ya?ml$/u, '');
  const names = await readdir(dirname(path));
  return names
    .filter((name) => name.startsWith(`${stem}.`) && /\.test\.ya?ml$/u.test(name))
    .toSorted()
    .map((name) => join(dirname(path), name));
}

async function casesIn(paths: readonly string[]): Promise<readonly WrittenCase[]> {
  const cases: WrittenCase[] = [];
  for (const path of paths) {
    const file = await readDocument(path);
    cases.push(...inDocument(file, () => readCases(file.text).value.tests));
  }
  return cases;
}

function isGood({ results, uncovered }: CaseReport, { allRules }: TestOptions): boolean {
  const passed = results.length > 0 && results.every(hasPassed);
  return passed && (allRules !== true || uncovered.length === 0);
}

function hasPassed({ failures }: CaseResult): boolean {
  return failures.length === 0;
}

function asJson(run: CaseReport, options: TestOptions): object {
  return { passed: isGood(run, options), ...run };
}

function asWords({ results, covered, uncovered }: CaseReport): string {
  if (results.length === 0)
    return 'there is no case: write some under tests:, or in a *.test.yaml beside it\n';
  const failed = results.filter((result) => !hasPassed(result));
  const lines = failed.map(
    ({ name, failures }) => `failed: ${name}\n${failures.map((each) => `  ${each}\n`).join('')}`,
  );
  const total = covered.length + uncovered.length;
  const missed = uncovered.length === 0 ? '' : `; none matches ${uncovered.join(', ')}`;
  return `${lines.join('')}${count(results.length, 'case')}, ${failed.length} failed\n${covered.length} of ${count(total, 'rule')} matched${missed}\n`;
}
