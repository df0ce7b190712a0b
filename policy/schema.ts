import type { JsonObject } from '../protocol/json.ts';
import { CASE_DEFINITIONS, CASES } from './case-schema.ts';
import { HOST_KINDS, SSH_REMOTES } from './document.ts';
import { DURATION_PATTERN } from './duration.ts';
import { POLICY_LIMITS } from './limits.ts';
import { NAME_PATTERN, RULE_DEFINITIONS } from './rule-schema.ts';

/** Absolute, and spelt so that no server reads it as another path. */
const PLAIN_PATH = '^(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+$';
/** ASCII, since it is looked for in bytes of any encoding. */
const KEYWORD = '^[!-~]{3,}$';
const HMAC = '^[0-9a-f]{64}$';

/** The JSON Schema (draft-07) of a policy document: what is checked at load and what editors complete by. */
export const POLICY_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Countersign policy',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'hosts', 'rules'],
  properties: {
    version: { const: 1, description: 'version of the policy language' },
    hosts: {
      description: 'the hosts whose traffic is judged; every other host is a tunnel',
      type: 'array',
      maxItems: 200,
      items: { $ref: '#/definitions/host' },
    },
    tunnels: {
      type: 'object',
      additionalProperties: false,
      properties: {
        ip_literals: {
          description: 'addresses, or ranges as 10.0.0.0/8, that may be reached without a name',
          type: 'array',
          maxItems: 200,
          items: { type: 'string', maxLength: 64 },
        },
      },
    },
    groups: {
      description: 'who is in a group: group:NAME of the identity provider, or user:ID',
      type: 'object',
      maxProperties: 200,
      propertyNames: { pattern: NAME_PATTERN, maxLength: 100 },
      additionalProperties: {
        type: 'array',
        minItems: 1,
        maxItems: 500,
        items: { type: 'string', pattern: '^(group|user):\\S(.*\\S)?$', maxLength: 200 },
      },
    },
    claims: {
      description: 'names of claims, and what they are called in the tokens of the identity provider',
      type: 'object',
      maxProperties: 50,
      propertyNames: { pattern: NAME_PATTERN, maxLength: 100 },
      additionalProperties: { type: 'string', minLength: 1, maxLength: 200 },
    },
    secrets: { $ref: '#/definitions/secrets' },
    content_exclusions: {
      description: 'patterns of paths whose content is put before no model',
      type: 'array',
      maxItems: 500,
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength: POLICY_LIMITS.maxGlobChars },
    },
    retention: {
      description: 'how long a collector keeps what was said; for good, unless written',
      type: 'object',
      additionalProperties: false,
      properties: {
        content: { description: 'prompts and answers', type: 'string', pattern: DURATION_PATTERN },
      },
    },
    capture: {
      description: 'how much of prompts and answers records keep',
      enum: ['full', 'masked', 'metadata'],
      default: 'masked',
    },
    unknown_paths: {
      description: 'paths on hosts of Copilot that pass as copilot.service though nothing is known of them',
      type: 'array',
      maxItems: 200,
      uniqueItems: true,
      items: { type: 'string', pattern: PLAIN_PATH, maxLength: 300 },
    },
    opaque_attachments: {
      description: 'whether images and documents, which nobody can search, are uploaded to Copilot',
      enum: ['deny', 'allow'],
      default: 'deny',
    },
    default: {
      description: 'what an operation gets that no rule matches',
      enum: ['deny', 'allow'],
      default: 'deny',
    },
    rules: { type: 'array', maxItems: POLICY_LIMITS.maxRules, items: { $ref: '#/definitions/rule' } },
    tests: CASES,
  },
  definitions: {
    ...CASE_DEFINITIONS,
    secrets: {
      type: 'object',
      additionalProperties: false,
      properties: {
        patterns: {
          description: "the organisation's own detectors",
          type: 'array',
          maxItems: 200,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['id', 'keyword', 'pattern'],
            properties: {
              id: {
                description: 'what records and rules call it',
                type: 'string',
                pattern: NAME_PATTERN,
                maxLength: 100,
              },
              keyword: {
                description: 'stands in every match, in any letter case',
                type: 'string',
                pattern: KEYWORD,
                maxLength: 64,
              },
              pattern: {
                description: 'RE2; a group (?<secret>…) is what is masked, without one the whole match is',
                type: 'string',
                minLength: 1,
                maxLength: POLICY_LIMITS.maxRegexChars,
              },
            },
          },
        },
        allowed: {
          description: 'values that are no secrets, by their HMAC',
          type: 'object',
          additionalProperties: false,
          required: ['salt', 'hmacs'],
          properties: {
            salt: { description: 'the key of the HMACs', type: 'string', minLength: 8, maxLength: 100 },
            hmacs: {
              description: 'HMAC-SHA256 of each value, in lower-case hex',
              type: 'array',
              maxItems: 1000,
              uniqueItems: true,
              items: { type: 'string', pattern: HMAC },
            },
          },
        },
        internal_domains: {
          description: 'domains whose names, and all below, are kept back',
          type: 'array',
          maxItems: 200,
          uniqueItems: true,
          items: { type: 'string', maxLength: 253 },
        },
      },
    },
    ...RULE_DEFINITIONS,
    host: {
      type: 'object',
      additionalProperties: false,
      required: ['suffix', 'kind'],
      properties: {
        suffix: {
          description: 'a host name, or .example.com for every name below example.com',
          type: 'string',
          maxLength: 253,
        },
        kind: { description: 'what the host speaks', enum: [...HOST_KINDS] },
        ssh: {
          description: 'whether editors have Git ask over HTTPS where a remote names SSH, or warn of it',
          enum: [...SSH_REMOTES],
          default: 'warn',
        },
        enforced_by: {
          description: 'gateway: its rulesets take nothing that a gateway has not let through',
          enum: ['gateway'],
        },
      },
    },
  },
} as const satisfies JsonObject;
