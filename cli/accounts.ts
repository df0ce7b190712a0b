import { Command } from 'commander';
import { printable } from '../protocol/printable.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { forgetKept, requireNoAgent } from './login/change-account.ts';
import { type Account, keptAccounts, useAccount } from './login/kept-login.ts';
import { LoginError } from './login/login-error.ts';
import { dropSignIn, type SignInPlace } from './login/sign-in-token.ts';
import { table } from './table.ts';

interface Options {
  readonly json?: true;
}

/** `countersign accounts`: whom the agent of this home works for, of several who signed in. */
export function accountsCommand(context: CliContext, keychain: Pick<SignInPlace, 'open'> = {}): Command {
  const { home } = context;
  const place = { home, ...keychain };
  const command = new Command('accounts')
    .description('the accounts that are signed in here, and which of them the agent works for')
    .addHelpText('after', '\nSign in with countersign login. Exit code: 0 done, 1 not.');
  command
    .command('list', { isDefault: true })
    .description('list them; the agent works for the one in use')
    .option('--json', 'print JSON, one object a line')
    .action(({ json }: Options) => {
      const kept = keptAccounts(home);
      const rows = (kept?.accounts ?? []).map((account) => shown(account, kept?.active === account.name));
      if (json === true) for (const row of rows) context.out(jsonLine(row));
      else if (rows.length === 0) context.out('nobody is signed in\n');
      else context.out(asTable(rows));
    });
  command
    .command('use')
    .description('have the agent work for another of them, from its next start on')
    .argument('<name>', 'as the list has it')
    .option('--json', 'print a JSON object instead of text')
    .action(async (name: string, { json }: Options) => {
      if (keptAccounts(home)?.active !== name) await requireNoAgent(home);
      const account = useAccount(home, name);
      context.out(
        json === true
          ? jsonLine(shown(account, true))
          : `${printable(name)} is used; start the agent again: countersign agent\n`,
      );
    });
  command
    .command('remove')
    .description('forget one of them, here and at its collector')
    .argument('<name>', 'as the list has it')
    .option('--json', 'print a JSON object instead of text')
    .action(async (name: string, { json }: Options) => {
      const kept = keptAccounts(home);
      const account = kept?.accounts.find((each) => each.name === name);
      if (account === undefined) throw unknown(name);
      if (kept?.active === name) await requireNoAgent(home);
      await forgetKept(place, account, context);
      await dropSignIn(place, name);
      context.out(json === true ? jsonLine(shown(account, false)) : `${printable(name)} is forgotten\n`);
    });
  return command;
}

function unknown(name: string): LoginError {
  return new LoginError(
    'unknown-account',
    `no account is called ${name}`,
    'list them: countersign accounts list',
  );
}

interface Row {
  readonly account: string;
  readonly isUsed: boolean;
  readonly subject: string;
  readonly collector: string;
  readonly expiresAt: string;
}

/** Without the token. */
function shown({ name, collector, agent }: Account, isUsed: boolean): Row {
  return { account: name, isUsed, subject: agent.subject, collector, expiresAt: agent.expiresAt };
}

function asTable(rows: readonly Row[]): string {
  return table(
    ['', 'ACCOUNT', 'WHO', 'COLLECTOR', 'UNTIL'],
    rows.map(({ account, isUsed, subject, collector, expiresAt }) => [
      isUsed ? '*' : ' ',
      printable(account),
      printable(subject),
      collector,
      expiresAt.slice(0, 10),
    ]),
  );
}
