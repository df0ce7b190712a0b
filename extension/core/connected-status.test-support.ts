import type { AgentStatus } from '../../protocol/control.ts';

/** The status of an agent with nothing wrong. */
export function connectedStatus(): AgentStatus {
  return {
    version: '1.0.0',
    pid: 1,
    agent: 'a'.repeat(64),
    subject: 'developer',
    proxy: { host: '127.0.0.1', port: 7420 },
    policy: { kind: 'enforced', hash: 'h', version: null, origin: 'file', alarm: null },
    journal: { kind: 'healthy', seq: 3 },
    shipping: { kind: 'shipping', reason: '' },
    control: 1,
    startedBy: 'editor',
    collector: { url: 'http://127.0.0.1:1' },
    hosts: [{ suffix: 'github.com', kind: 'git', ssh: 'warn', enforcedBy: null }],
    windows: 1,
    sessions: 0,
    exchanges: 0,
  };
}
