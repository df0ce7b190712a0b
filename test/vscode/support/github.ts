import {
  type SeenRequest,
  type StandIn,
  type StandInAnswer,
  startStandIn,
} from '../../support/copilot-server.ts';
import { type KeyPair, selfSigned } from '../../support/raw-wire.ts';
import { copilotModels, copilotToken, copilotUser, LOGIN } from './copilot-account.ts';

/** The names of the real services that Copilot Chat asks, all served here. */
const MODELS = ['api', 'proxy', 'telemetry', 'origin-tracker'].map(
  (part) => `${part}.individual.githubcopilot.com`,
);
export const NAMES = [
  'api.github.com',
  'github.com',
  'api.githubcopilot.com',
  'copilot-telemetry.githubusercontent.com',
  'education.github.com',
  // Governed by nobody.
  'registry.npmjs.org',
  ...MODELS,
] as const;

/** A stand-in for GitHub and for Copilot's upstream, in one. */
export interface GitHub extends StandIn {
  readonly certificate: KeyPair;
}

/** What a model says to what it is asked. */
export type Model = (asked: SeenRequest) => StandInAnswer;

/** Port 443, since clients name no other; the tests run in a network name space of their own. */
const PORT = 443;

export async function startGitHub(model: Model): Promise<GitHub> {
  const certificate = await selfSigned(...NAMES);
  const standIn = await startStandIn(
    [{ host: NAMES[0], ...certificate }],
    (request) => answered(request, model),
    PORT,
  );
  return { ...standIn, certificate };
}

function answered(request: SeenRequest, model: Model): StandInAnswer {
  const path = request.path.split('?', 1)[0] ?? '';
  const service =
    SERVICES[`${request.method} ${request.host} ${path}`] ?? SERVICES[`${request.method} ${path}`];
  if (service !== undefined) return json(service());
  if (request.method === 'POST' && MODEL_PATHS.test(path)) return model(request);
  return {
    status: 404,
    headers: { 'content-type': 'application/json' },
    pieces: ['{"message":"Not Found"}'],
  };
}

const MODEL_PATHS = /^\/(chat\/completions|responses|v1\/messages|v1\/engines\/[^/]+\/completions)$/;

const SERVICES: Readonly<Record<string, () => object>> = {
  'GET /copilot_internal/v2/token': () => copilotToken(Date.now()),
  'GET /copilot_internal/user': copilotUser,
  'GET proxy.individual.githubcopilot.com /models': () => ({ models: [] }),
  'GET /models': copilotModels,
  // A sign-in by a code (RFC 8628), which somebody has entered already.
  'POST github.com /login/device/code': () => ({
    device_code: 'd'.repeat(40),
    user_code: 'ABCD-1234',
    verification_uri: 'https://github.com/login/device',
    expires_in: 900,
    interval: 1,
  }),
  'POST github.com /login/oauth/access_token': () => ({
    access_token: `gho_${'a'.repeat(36)}`,
    token_type: 'bearer',
    scope: 'read:user',
  }),
  'GET /user': () => ({ login: LOGIN, id: 4242, name: 'Octo Dev', email: 'octo-dev@example.test' }),
  'GET registry.npmjs.org /': () => ({ db_name: 'registry' }),
  'GET education.github.com /api/user': () => ({ student: false, faculty: false }),
};

function json(value: object): StandInAnswer {
  return {
    headers: {
      'content-type': 'application/json',
      // Without it Copilot's language server believes that a proxy answers.
      'x-github-request-id': '0000:0000:0000:0000:00000000',
      'x-oauth-scopes': 'read:user, repo, user:email, workflow',
    },
    pieces: [JSON.stringify(value)],
  };
}
