import type { PanelCommand, PanelConnection } from '../../protocol/panel.ts';
import { Quoted } from '../components/quoted.tsx';

interface Props {
  readonly connection: PanelConnection;
  readonly onCommand: (command: PanelCommand) => void;
}

/** What stands between this person and their protection; nothing while all is well. */
export function ConnectionStrip({ connection, onCommand }: Props) {
  return (
    <div role="status" class="strip">
      <Strip connection={connection} onCommand={onCommand} />
    </div>
  );
}

function Strip({ connection, onCommand }: Props) {
  switch (connection.kind) {
    case 'starting':
      return <p class="note">Connecting to the agent…</p>;
    case 'away':
      return (
        <div class="note bad">
          <p>
            <strong>Not protected.</strong> <Quoted text={connection.message} wrap />
            {connection.hint !== '' && (
              <>
                {' '}
                <Quoted text={connection.hint} wrap />
              </>
            )}{' '}
            What is shown may be old.
          </p>
          <div class="actions">
            <CommandButton command="restart" onCommand={onCommand} />
            <CommandButton command="log" onCommand={onCommand} />
          </div>
        </div>
      );
    case 'connected':
      return (
        <>
          {connection.notes.map(({ tone, text, command }) => (
            <div class={`note ${tone}`} key={text}>
              <p>
                <Quoted text={text} wrap />
              </p>
              {command !== null && (
                <div class="actions">
                  <CommandButton command={command} onCommand={onCommand} />
                </div>
              )}
            </div>
          ))}
        </>
      );
  }
}

const COMMANDS: Readonly<Record<PanelCommand, string>> = {
  'log-in-again': 'Log in again',
  'sign-in': 'Sign in',
  'sign-out': 'Sign out',
  'set-up': 'Set up protection',
  doctor: 'Run the doctor',
  log: 'Show the log',
  restart: 'Start the agent',
};

export function CommandButton(props: {
  readonly command: PanelCommand;
  readonly onCommand: (command: PanelCommand) => void;
}) {
  return (
    <vscode-button secondary onClick={() => props.onCommand(props.command)}>
      {COMMANDS[props.command]}
    </vscode-button>
  );
}
