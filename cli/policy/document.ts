import { createReadStream } from 'node:fs';
import { compileEnforceable } from '../../agent/feed/enforceable-policy.ts';
import type { CompiledPolicy } from '../../policy/compile.ts';
import { POLICY_LIMITS } from '../../policy/limits.ts';
import { type ParsedPolicy, parsePolicy } from '../../policy/parse.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { printable } from '../../protocol/printable.ts';
import type { CliContext } from '../context.ts';
import { jsonLine } from '../json-line.ts';
import { refuseUnknownDetectors } from './detectors.ts';

/** A document as it was read, under the name it was asked for by. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** What is wrong with a document, and which one it is. */
export class DocumentFault extends Error {
  readonly file: TextFile;
  readonly fault: PolicyError;

  constructor(file: TextFile, fault: PolicyError) {
    super(fault.message);
    this.name = 'DocumentFault';
    this.file = file;
    this.fault = fault;
  }
}

/** `-` is standard input. One byte more than a document may have is read, so that a larger one is seen to be. */
export async function readDocument(path: string): Promise<TextFile> {
  const stream =
    path === '-' ? process.stdin : createReadStream(path, { end: POLICY_LIMITS.maxDocumentBytes });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > POLICY_LIMITS.maxDocumentBytes) break;
  }
  return { path, text: Buffer.concat(chunks).toString('utf8') };
}

/** A policy that can be asked, and as its document says it. */
export interface PolicyFile {
  readonly policy: CompiledPolicy;
  readonly parsed: ParsedPolicy;
}

export async function readPolicyFile(path: string): Promise<PolicyFile> {
  const file = await readDocument(path);
  return inDocument(file, () => {
    const policy = compileEnforceable(file.text);
    const parsed = parsePolicy(file.text);
    refuseUnknownDetectors(parsed);
    return { policy, parsed };
  });
}

/** Gives what `read` gives; what is wrong with the document comes as a DocumentFault that knows the file. */
export function inDocument<T>(file: TextFile, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof PolicyError) throw new DocumentFault(file, fault);
    throw fault;
  }
}

/**
 * Runs what a command does and prints its words or its JSON. A document that is wrong is told with its place, and
 * that ends with exit code 1, as does a result that is not `ok`.
 */
export async function report(
  context: CliContext,
  options: { readonly json?: true },
  run: () => Promise<{ readonly ok: boolean; readonly json: object; readonly words: string }>,
): Promise<void> {
  try {
    const { ok, json, words } = await run();
    context.out(options.json ? jsonLine(json) : printableLines(words));
    if (!ok) process.exitCode = 1;
  } catch (cause) {
    if (!(cause instanceof DocumentFault)) throw cause;
    const { file, fault } = cause;
    context.out(options.json ? jsonLine(faultJson(cause)) : printableLines(faultWords(fault, file)));
    process.exitCode = 1;
  }
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function faultJson({ file, fault }: DocumentFault): object {
  const { code, line, column, message, hint } = fault;
  return { valid: false, file: file.path, error: { code, line, column, message, hint } };
}

function faultWords(fault: PolicyError, file: TextFile): string {
  return `${file.path}: ${fault.message}\n${excerpt(fault, file.text)}  ${fault.hint}\n`;
}

/** The line at fault, with a caret under the place; cut on both sides when it is long. */
function excerpt({ line, column }: PolicyError, text: string): string {
  const whole = text.split(/\r?\n/u)[line - 1] ?? '';
  const from = Math.max(0, column - 60);
  const shown = whole.slice(from, from + 100).replaceAll(/\p{Cc}|\p{Cf}/gu, ' ');
  return `  ${shown}\n  ${' '.repeat(column - 1 - from)}^\n`;
}

/** What a document holds must not steer the terminal that shows it. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
