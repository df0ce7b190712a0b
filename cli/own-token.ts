import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import type { OwnToken } from '../agent/identity/own-token.ts';
import { replacePrivateFile } from '../agent/private-file.ts';
import type { AgentTokenAnswer } from '../protocol/collector-api.ts';
import { AGENT_TOKEN_ANSWER } from '../protocol/collector-schema.ts';
import { keptAccounts } from './login/kept-login.ts';
import { keepNextToken, opened, openedLogin, type SignInPlace } from './login/sign-in-token.ts';

const isAnswer = new Ajv({ allowUnionTypes: true }).compile<AgentTokenAnswer>(AGENT_TOKEN_ANSWER);

export type OwnTokenErrorCode = 'malformed-token-file';

/** A token file that holds neither a bare token nor the answer that one came in. The message quotes nothing of it. */
export class OwnTokenError extends Error {
  readonly code: OwnTokenErrorCode = 'malformed-token-file';
  readonly hint =
    'put the whole answer of the collector into it, or the token alone on one line; a new one comes of a POST to /v1/agent-tokens';
}

interface TokenOptions {
  readonly collector?: string;
  readonly tokenFile?: string;
}

/**
 * The token that an agent with these options works with, where its name and its end are kept with it: in a sign-in, or
 * in a token file that has the collector's whole answer. Null: a bare one, in whose place nobody can ask for another.
 * Throws OwnTokenError, LoginError, KeychainError.
 */
export async function ownToken(
  home: string,
  { collector, tokenFile }: TokenOptions,
  keychain: Pick<SignInPlace, 'open'> = {},
): Promise<OwnToken | null> {
  if (tokenFile !== undefined) {
    const read = async (): Promise<AgentTokenAnswer | null> =>
      answerIn(await readFile(tokenFile, 'utf8'), tokenFile);
    const answer = await read();
    return (
      answer && {
        answer,
        keep: async (next, instead) => {
          if ((await read())?.token !== instead) throw taken(tokenFile);
          await replacePrivateFile(tokenFile, `${JSON.stringify(next)}\n`);
        },
      }
    );
  }
  const place = { home, ...keychain };
  const login = collector === undefined ? await openedLogin(place) : null;
  return (
    login && {
      answer: login.agent,
      keep: async (next, instead) => {
        const there = keptAccounts(home)?.accounts.find(({ name }) => name === login.name);
        if (there === undefined || (await opened(place, there)).agent.token !== instead)
          throw taken('the sign-in');
        await keepNextToken(place, there, next);
      },
    }
  );
}

function taken(place: string): Error {
  return new Error(`${place} has another token by now: start the gateway again to use it`);
}

/** Of a token file: a bare token, or the one of the answer that it came in. Throws OwnTokenError. */
export function tokenIn(text: string, file: string): string {
  const token = answerIn(text, file)?.token ?? text.trim();
  if (BARE.test(token)) return token;
  throw new OwnTokenError(`${file} holds no token: it is empty, or has more than one word`);
}

/** What a bearer token is written with (RFC 6750, 2.1), as far as it could be sent at all. */
const BARE = /^[\x21-\x7e]+$/;

function answerIn(text: string, file: string): AgentTokenAnswer | null {
  if (!/^\s*[{["]/.test(text)) return null;
  const value = jsonIn(text, file);
  if (isAnswer(value)) return value;
  throw new OwnTokenError(`${file} holds JSON that is no answer of the collector with a token`);
}

function jsonIn(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes the text.
    throw new OwnTokenError(`${file} begins as JSON and cannot be read to its end`);
  }
}
