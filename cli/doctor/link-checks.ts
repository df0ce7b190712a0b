import { readFile } from 'node:fs/promises';
import type { SessionGrant } from '../../protocol/control.ts';
import { sessionEnvironment } from '../../protocol/session-environment.ts';
import type { AskedHost } from './asked-host.ts';
import { type Check, failed, ok, skipped } from './check.ts';
import { LinkError, leafOf } from './leaf-of.ts';
import { type Ran, runProgram } from './run-program.ts';

const LEAF = { id: 'leaf', title: 'A governed host is reached through the agent' };
const GIT = { id: 'git', title: 'git goes through the agent, and believes it' };
const CURL = { id: 'curl', title: 'curl goes through the agent, and believes it' };

const UPSTREAM = { id: 'upstream', title: 'The governed host answers behind the agent' };

/** Real requests through each link, with a session of the doctor's own. */
export async function linkChecks(host: AskedHost | null, grant: SessionGrant): Promise<readonly Check[]> {
  if (host === null) return [skipped(LEAF, 'the policy governs no Git host by name')];
  const env = { ...process.env, ...sessionEnvironment(grant, process.env) };
  const { authority } = host;
  return [
    await leafCheck(grant, host),
    await gitCheck(authority, env),
    ...(await curlChecks(authority, env)),
  ];
}

async function leafCheck(grant: SessionGrant, host: AskedHost): Promise<Check> {
  try {
    const leaf = await leafOf(grant.proxyUrl, host, await readFile(grant.caFile, 'utf8'));
    return ok(LEAF, `${host.authority} is vouched for by ${nameOf(leaf.issuer)}`);
  } catch (fault) {
    if (!(fault instanceof LinkError)) throw fault;
    const mend =
      fault.code === 'not-trusted'
        ? 'the certificate authority does not cover this host or has changed: `countersign ca show`, then set up anew'
        : 'see the log of the agent';
    return failed(LEAF, `${host.authority}: ${fault.message}`, mend);
  }
}

function nameOf(issuer: string): string {
  return /^CN=(.*)$/m.exec(issuer)?.[1] ?? issuer;
}

/** Whatever the host answers, git has then gone through the agent: only what keeps it from that counts. */
async function gitCheck(host: string, env: NodeJS.ProcessEnv): Promise<Check> {
  const quiet = { ...env, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true', LC_ALL: 'C' };
  const args = ['-c', 'credential.helper=', 'ls-remote', `https://${host}/countersign/doctor.git`];
  const ran = await runProgram('git', args, { env: quiet });
  if (ran.exitCode === null) return skipped(GIT, 'git is not here, or did not end in time');
  const problem = problemOf(ran);
  return problem === null ? ok(GIT, host) : failed(GIT, `${host}: ${problem}`, MEND_CLIENT);
}

async function curlChecks(host: string, env: NodeJS.ProcessEnv): Promise<readonly Check[]> {
  const args = [
    '-q',
    '-s',
    '-S',
    '-o',
    '/dev/null',
    '-w',
    '%{http_connect} %{http_code}',
    `https://${host}/`,
  ];
  const ran = await runProgram('curl', args, { env });
  if (ran.exitCode === null) return [skipped(CURL, 'curl is not here, or did not end in time')];
  const [connected, code] = ran.stdout.trim().split(' ');
  if (connected !== '200') return [failed(CURL, `${host}: ${firstLine(ran)}`, MEND_CLIENT)];
  const problem = problemOf(ran);
  if (problem !== null) return [failed(CURL, `${host}: ${problem}`, MEND_CLIENT)];
  const mend =
    'see whether this machine reaches it, and whether the agent was started with the proxy that it takes';
  const upstream =
    code === '502'
      ? failed(UPSTREAM, `the agent cannot reach ${host}`, mend)
      : ok(UPSTREAM, `${host}: ${code}`);
  return [ok(CURL, host), upstream];
}

const MEND_CLIENT =
  'see whether a configuration of your own names another proxy or certificate: `git config --show-origin --get-regexp http`, ~/.curlrc';
const BROKEN =
  /certificate|ssl|tls|proxy|resolve host|could not connect|failed to connect|connection refused/i;

/** Words of the agent's own, which came through the link. */
const OURS = /remote error: countersign:/;

/** What a client says when the link itself does not hold, of whatever version it is. */
function problemOf({ exitCode, stderr }: Ran): string | null {
  if (exitCode === 0) return null;
  const line = stderr.split('\n').find((each) => BROKEN.test(each) && !OURS.test(each));
  return line === undefined ? null : withoutUserInfo(line);
}

function firstLine({ stderr, stdout }: Ran): string {
  const [line = ''] = stderr.trim().split('\n');
  return line === '' ? `the proxy answered ${stdout.trim()}` : withoutUserInfo(line);
}

/** Clients quote the proxy's URL, which holds the session's secret. */
function withoutUserInfo(line: string): string {
  return line.replace(/\/\/[^/@\s]*@/g, '//').slice(0, 300);
}
