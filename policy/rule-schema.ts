import type { JsonObject } from '../protocol/json.ts';
import { DURATION_PATTERN } from './duration.ts';
import { POLICY_LIMITS } from './limits.ts';

/** How ids of rules, groups and detectors are written. */
export const NAME_PATTERN = '^[a-z][a-z0-9]*([-_.][a-z0-9]+)*$';
/** One line, since Git prints a reason on one line, and without control characters, since it is a terminal. */
const ONE_LINE = '^[^\\p{Cc}\\p{Zl}\\p{Zp}]*$';

/** Groups of the document, and `user:ID`. */
const APPROVER_NAMES = {
  type: 'array',
  maxItems: 50,
  uniqueItems: true,
  items: { type: 'string', pattern: '^(user:\\S(.*\\S)?|[^:]+)$', maxLength: 200 },
} as const;

const PERMISSION = '^[a-z][a-z_]*$';

/** The part of the schema of a policy that is about rules, and what they are made of. */
export const RULE_DEFINITIONS = {
  approvers: {
    type: 'object',
    additionalProperties: false,
    properties: {
      any_of: { description: 'one of them approves', ...APPROVER_NAMES, minItems: 1 },
      all_of: { description: 'one of each of them approves', ...APPROVER_NAMES, minItems: 1 },
      count: {
        description: 'how many different people approve; as many as all_of has, unless written',
        type: 'integer',
        minimum: 1,
        maximum: 20,
      },
      reason: {
        description: 'whether an approval says why',
        enum: ['required', 'optional'],
        default: 'optional',
      },
      break_glass: {
        description: 'one of them approves alone, and says why',
        ...APPROVER_NAMES,
        minItems: 1,
      },
      fresh_login: {
        description: 'how long ago, at most, whoever approves has logged in at the identity provider',
        type: 'string',
        pattern: DURATION_PATTERN,
      },
    },
  },
  scope: {
    type: 'object',
    additionalProperties: false,
    required: ['permissions'],
    properties: {
      reach: {
        description: 'the repository of the operation, or all that its owner has',
        enum: ['repository', 'owner'],
        default: 'repository',
      },
      permissions: {
        description: 'what it allows, as the host calls it: contents: write',
        type: 'object',
        minProperties: 1,
        maxProperties: 50,
        propertyNames: { pattern: PERMISSION, maxLength: 64 },
        additionalProperties: { enum: ['read', 'write', 'admin'] },
      },
      lifetime: {
        description: 'how long it is good for',
        type: 'string',
        pattern: DURATION_PATTERN,
        default: '10m',
      },
    },
  },
  rule: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'on', 'effect'],
    properties: {
      id: {
        description: 'unique; what people are told and approvals are bound to',
        type: 'string',
        pattern: NAME_PATTERN,
        maxLength: 100,
      },
      on: {
        description: 'kinds of operation; repo.write is every way of writing, "*" is everything',
        type: 'array',
        minItems: 1,
        maxItems: 50,
        uniqueItems: true,
        items: { type: 'string', maxLength: 100 },
      },
      when: {
        description: 'CEL condition; without one the rule always matches',
        type: 'string',
        maxLength: POLICY_LIMITS.maxExpressionChars,
        default: 'true',
      },
      effect: { enum: ['allow', 'deny', 'require_approval', 'mask', 'scope'] },
      scope: {
        description: 'the credential that the operation goes out with',
        if: { type: 'object' },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this.
        then: { $ref: '#/definitions/scope' },
        else: { type: 'object' },
      },
      detectors: {
        description: 'whose finds are masked; all of them when it is left out',
        type: 'array',
        minItems: 1,
        maxItems: 200,
        uniqueItems: true,
        items: { type: 'string', pattern: NAME_PATTERN, maxLength: 100 },
      },
      approvers: {
        description: 'who approves: a list of groups and people of whom one does, or any_of, all_of, count',
        if: { type: 'object' },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this.
        then: { $ref: '#/definitions/approvers' },
        else: { ...APPROVER_NAMES, minItems: 1 },
      },
      hold: {
        description: 'how long the client is kept waiting',
        type: 'string',
        pattern: DURATION_PATTERN,
        default: '15m',
      },
      valid_for: {
        description: 'how long an approval may be used',
        type: 'string',
        pattern: DURATION_PATTERN,
        default: '1h',
      },
      message: {
        description: 'the reason people are shown',
        type: 'string',
        pattern: ONE_LINE,
        maxLength: 300,
      },
      mode: {
        description: 'warn lets pass with the message; observe only records',
        enum: ['enforce', 'warn', 'observe'],
        default: 'enforce',
      },
    },
    allOf: [
      {
        if: { required: ['effect'], properties: { effect: { const: 'require_approval' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this.
        then: { required: ['approvers'], properties: { approvers: true } },
        else: { properties: { approvers: false, hold: false, valid_for: false } },
      },
      {
        if: { required: ['effect'], properties: { effect: { const: 'mask' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this.
        then: {},
        else: { properties: { detectors: false } },
      },
      {
        if: { required: ['effect'], properties: { effect: { const: 'scope' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nothing awaits this.
        then: { required: ['scope'], properties: { scope: true } },
        else: { properties: { scope: false } },
      },
    ],
  },
} as const satisfies JsonObject;
