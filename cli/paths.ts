import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where all state lives: `COUNTERSIGN_HOME`, else a folder of the user's own. */
export function countersignHome(environment: NodeJS.ProcessEnv): string {
  const given = environment['COUNTERSIGN_HOME'];
  return given === undefined || given === '' ? join(homedir(), '.countersign') : given;
}

export function controlSocket(home: string): string {
  return join(home, 'agent', 'control.sock');
}
