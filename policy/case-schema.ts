import type { JsonObject } from '../protocol/json.ts';
import { WRITTEN_OPERATION } from './written-schema.ts';

const RULE_ID = { type: 'string', maxLength: 100 };

const CASE: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'operation', 'expect'],
  properties: {
    name: { description: 'what is tried', type: 'string', minLength: 1, maxLength: 200 },
    operation: { $ref: '#/definitions/operation' },
    expect: { description: 'the verdict', enum: ['allow', 'deny', 'require_approval'] },
    rule: { description: 'the rule behind it, or default', ...RULE_ID },
    rules: {
      description: 'all the rules that ask for an approval',
      type: 'array',
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      items: RULE_ID,
    },
    mask: { description: 'whose finds are masked', enum: ['nothing', 'detectors', 'everything'] },
    matched: {
      description: 'every rule that matches, those that only warn or observe among them',
      type: 'array',
      maxItems: 1000,
      uniqueItems: true,
      items: RULE_ID,
    },
  },
};

/** Cases as they stand under `tests:`. Needs `CASE_DEFINITIONS` in the same schema. */
export const CASES: JsonObject = {
  description: 'operations, and what the rules make of them: countersign policy test',
  type: 'array',
  maxItems: 1000,
  items: { $ref: '#/definitions/case' },
};

export const CASE_DEFINITIONS: JsonObject = { case: CASE, operation: WRITTEN_OPERATION };

/** The JSON Schema (draft-07) of a file of cases that stands beside a policy. */
export const CASE_FILE_SCHEMA: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Countersign policy tests',
  type: 'object',
  additionalProperties: false,
  required: ['tests'],
  properties: { tests: CASES },
  definitions: CASE_DEFINITIONS,
};

/** The JSON Schema (draft-07) of a file that holds one operation. */
export const OPERATION_FILE_SCHEMA: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Countersign operation',
  ...WRITTEN_OPERATION,
};
