import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonObject } from '../protocol/json.ts';
import { POLICY_LIMITS } from './limits.ts';
import { PolicyError } from './policy-error.ts';
import { describeSchemaError } from './schema-problem.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** A YAML document that is as its schema says, and where its parts stand. */
export interface CheckedYaml<T> {
  readonly value: T;
  readonly source: YamlSource;
}

/** A reader of documents that `schema` promises to be a `T`. It throws PolicyError with the first thing wrong. */
export function yamlReader<T>(schema: JsonObject): (text: string) => CheckedYaml<T> {
  // Compiling takes longer than loading all of this folder, and most programs read no document, or one kind.
  let validate: ValidateFunction<T> | null = null;
  return (text) => {
    refuseLargeText(text);
    const source = readYaml(text);
    validate ??= new Ajv({ verbose: true, strict: true, allErrors: true }).compile<T>(schema);
    return { value: checked(source, validate), source };
  };
}

function refuseLargeText(text: string): void {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes <= POLICY_LIMITS.maxDocumentBytes && text.isWellFormed()) return;
  const message = `the document has ${bytes} bytes, at most ${POLICY_LIMITS.maxDocumentBytes} of UTF-8 are expected`;
  throw new PolicyError(
    { code: 'too-large', message, hint: 'join rules that differ in little' },
    { line: 1, column: 1 },
  );
}

function checked<T>(source: YamlSource, validate: ValidateFunction<T>): T {
  const { value } = source;
  if (validate(value)) return value;
  // A misspelt key is also a missing one, and the misspelling is what can be mended.
  const errors = validate.errors ?? [];
  const error = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
  if (error === undefined) throw new Error('ajv refused a document without saying why');
  const { problem, path, part } = describeSchemaError(error);
  throw new PolicyError(problem, part === 'key' ? source.keyAt(path) : source.valueAt(path));
}
