import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AgentConfigOptions } from '../../agent/config.ts';

/** A gateway in a process of its own. */
export interface GatewayProcess {
  readonly port: number;
  /** As a machine that loses its power. */
  kill(): Promise<void>;
}

/** Its settings are those of its home. */
export async function spawnGateway(config: AgentConfigOptions): Promise<GatewayProcess> {
  const program = fileURLToPath(new URL('agent-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ ...config, isGateway: true }));
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error('the gateway did not start')));
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed])) as [
    string,
  ];
  failed.catch(() => undefined);
  const { port } = JSON.parse(line) as { readonly port: number };
  return {
    port,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
