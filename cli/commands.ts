import type { Command } from 'commander';
import type { CliContext } from './context.ts';

type Make = (context: CliContext) => Command;

/**
 * The commands by name, each read from disk when it is wanted: the agent and the collector are most of the program,
 * and a reviewer who lists approvals waits for neither.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Make>>> = {
  up: async () => (await import('./up.ts')).upCommand,
  agent: async () => (await import('./agent.ts')).agentCommand,
  collector: async () => (await import('./collector.ts')).collectorCommand,
  exec: async () => (await import('./exec.ts')).execCommand,
  env: async () => (await import('./env.ts')).envCommand,
  enroll: async () => (await import('./enroll.ts')).enrollCommand,
  login: async () => (await import('./login.ts')).loginCommand,
  logout: async () => (await import('./login.ts')).logoutCommand,
  accounts: async () => (await import('./accounts.ts')).accountsCommand,
  ca: async () => (await import('./ca.ts')).caCommand,
  keychain: async () => (await import('./keychain.ts')).keychainCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  uninstall: async () => (await import('./uninstall.ts')).uninstallCommand,
  policy: async () => (await import('./policy.ts')).policyCommand,
  audit: async () => (await import('./audit.ts')).auditCommand,
  approvals: async () => (await import('./approvals.ts')).approvalsCommand,
  ci: async () => (await import('./ci.ts')).ciCommand,
  revoke: async () => (await import('./revoke.ts')).revokeCommand,
};

/** The command that is asked for; all of them where no name comes first, so that the help names each. */
export async function commandsFor(
  first: string | undefined,
  context: CliContext,
): Promise<readonly Command[]> {
  const isName = first !== undefined && Object.hasOwn(COMMANDS, first);
  const wanted = Object.entries(COMMANDS).filter(([name]) => !isName || name === first);
  return Promise.all(wanted.map(async ([, load]) => (await load())(context)));
}
