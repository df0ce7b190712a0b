import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CATALOGUE } from '../../agent/core/secrets/catalogue/catalogue.ts';
import { createDetector } from '../../agent/core/secrets/detector.ts';
import { GENERAL } from '../../agent/core/secrets/general/general.ts';
import { renderedDetector } from '../../agent/core/secrets/rendered-detector.ts';
import { table } from '../bench/report.ts';
import { LabelError, readCases } from './labelled-case.ts';
import { type Score, score } from './score.ts';

const USAGE = `usage: npm run eval -- secrets FILE.jsonl [options]
  FILE.jsonl     a case a line: {"id": …, "text": …, "label": "secret" or another, "secret": optional}
  --misses N     ids of at most N secrets that were not found, and of N texts in which something was
  --json         the scores as JSON
`;

/** `npm run eval`: measures the built-in detector on texts that somebody labelled. It never prints a text. */
try {
  evaluate(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof TypeError;
  if (!isUsage && !(error instanceof LabelError) && !isFileError(error)) throw error;
  process.stderr.write(`${error.message}\n${isUsage ? USAGE : ''}`);
  process.exitCode = 2;
}

function evaluate(args: readonly string[]): void {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, misses: { type: 'string', default: '0' } },
  });
  const [suite, file, ...more] = positionals;
  if (suite !== 'secrets' || file === undefined || more.length > 0)
    throw new TypeError('expected secrets and a file');
  if (!/^\d{1,6}$/.test(values.misses)) throw new TypeError(`saw ${values.misses} misses, expected a number`);
  const found = score(readCases(readFileSync(file, 'utf8')), builtInDetector());
  process.stdout.write(
    values.json ? `${JSON.stringify(found, null, 2)}\n` : report(found, Number(values.misses)),
  );
}

function builtInDetector() {
  const limits = { maxText: 64_000_000, maxFindings: 100_000 };
  const detector = createDetector({
    rules: [...CATALOGUE, ...GENERAL],
    known: [],
    allowed: () => false,
    internalDomains: [],
    patterns: [],
    limits,
  });
  return renderedDetector(detector, limits);
}

function report(found: Score, misses: number): string {
  const { spans } = found;
  const summary = table([
    ['cases', 'recall', 'precision', 'F1', 'found', 'missed', 'wrong', 'left'],
    [
      String(found.cases),
      ...[found.recall, found.precision, found.f1].map((value) => value.toFixed(4)),
      ...[found.truePositives, found.falseNegatives, found.falsePositives, found.trueNegatives].map(String),
    ],
  ]);
  const agreement = `spans of ${spans.named} named secrets: ${spans.exact} exact, ${spans.covered} with more beside, ${spans.partly} in part\n`;
  const rules = table([
    ['rule', 'in secrets', 'elsewhere'],
    ...Object.entries(found.rules).map(([id, rule]) => [id, String(rule.inSecrets), String(rule.elsewhere)]),
  ]);
  return [
    summary,
    agreement,
    rules,
    ids('missed', found.missed, misses),
    ids('wrong', found.wrong, misses),
  ].join('\n');
}

function ids(title: string, all: readonly string[], most: number): string {
  return most === 0 || all.length === 0 ? '' : `${title}: ${all.slice(0, most).join(' ')}\n`;
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('E')
  );
}
