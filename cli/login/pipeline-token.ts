import { LoginError } from './login-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const TIMEOUT_MS = 30_000;
/** Where a job puts a token that its provider gives as a variable (GitLab's `id_tokens`). */
export const TOKEN_VARIABLE = 'COUNTERSIGN_ID_TOKEN';

/**
 * The OIDC token of the job that this runs in: asked of GitHub's or Azure's token service, or given in a variable.
 * `audience` is what GitHub makes it for; the others have it in their own settings. Throws LoginError, which holds
 * nothing of a token.
 */
export async function pipelineToken(environment: Environment, audience: string): Promise<string> {
  const given = environment[TOKEN_VARIABLE];
  if (given !== undefined && given !== '') return given.trim();
  const token = (await ofGithub(environment, audience)) ?? (await ofAzure(environment));
  if (token !== null) return token;
  throw new LoginError(
    'no-pipeline',
    'this runs in no job that has an OIDC token',
    `GitHub: permissions: { id-token: write }; GitLab: id_tokens with ${TOKEN_VARIABLE}; Azure: SYSTEM_ACCESSTOKEN: $(System.AccessToken)`,
  );
}

async function ofGithub(environment: Environment, audience: string): Promise<string | null> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: right } = environment;
  if (address === undefined || right === undefined) return null;
  const url = addressOf(address);
  url.searchParams.set('audience', audience);
  return answered(await ask(url, { headers: { authorization: `Bearer ${right}` } }), 'value');
}

async function ofAzure(environment: Environment): Promise<string | null> {
  const { SYSTEM_OIDCREQUESTURI: address, SYSTEM_ACCESSTOKEN: right } = environment;
  if (address === undefined || right === undefined) return null;
  const url = addressOf(address);
  url.searchParams.set('api-version', '7.1-preview.1');
  const headers = { authorization: `Bearer ${right}`, 'content-type': 'application/json' };
  return answered(await ask(url, { method: 'POST', headers, body: '' }), 'oidcToken');
}

function addressOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isLocal = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  if (url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) return url;
  throw refused();
}

async function ask(url: URL, init: RequestInit): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { ...init, signal, redirect: 'error' }).catch(() => null);
  if (response?.ok !== true) throw refused();
  return response.json().catch(() => null);
}

function answered(answer: unknown, member: string): string {
  const value =
    typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[member] : null;
  if (typeof value !== 'string' || value === '') throw refused();
  return value;
}

function refused(): LoginError {
  return new LoginError(
    'provider-failed',
    "the pipeline's token service gave no token",
    'check that the job may ask for one: docs/ci.md',
  );
}
