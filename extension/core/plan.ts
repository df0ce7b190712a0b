import type { PolicyHost } from '../../protocol/control.ts';
import type { JsonValue } from '../../protocol/json.ts';
import { proxySession, type WiringPart } from '../../protocol/wiring.ts';
import { ignoresProxy } from './ways-round.ts';

/** What is there before anything is changed. */
export interface Found {
  /** The user's own `http.proxy`. */
  readonly proxy: JsonValue | undefined;
  /** `http.proxySupport` as it is in force. */
  readonly proxySupport: string;
  readonly hosts: readonly PolicyHost[];
  /** Null where the system's trust store is none we know. */
  readonly isTrusted: boolean | null;
  readonly isRemote: boolean;
}

/** One line of what would be changed, for the person who is asked. */
export interface PlannedChange {
  readonly part: WiringPart;
  readonly label: string;
  readonly detail: string;
}

/** Everything that setting up would change, in the order it is done; what is as wanted is not in it. */
export function planOf(found: Found): readonly PlannedChange[] {
  return [
    ...proxyChange(found),
    ...proxySupportChange(found),
    ...gitChange(found),
    TERMINALS,
    ...trustChange(found),
  ];
}

function proxyChange({ proxy, isRemote }: Found): readonly PlannedChange[] {
  if (proxySession(proxy) !== null) return [];
  const chained =
    typeof proxy === 'string' && proxy !== ''
      ? ' What it names now is asked by the agent instead, and comes back when you remove Countersign.'
      : '';
  const elsewhere = isRemote ? ' This window is a remote one: your local windows read the same setting.' : '';
  return [
    {
      part: 'proxy',
      label: 'http.proxy in your user settings',
      detail: `Copilot and all extensions go through the agent; hosts that are not governed are passed on untouched.${chained}${elsewhere}`,
    },
  ];
}

function proxySupportChange({ proxySupport }: Found): readonly PlannedChange[] {
  if (!ignoresProxy(proxySupport)) return [];
  const label = 'http.proxySupport in your user settings';
  return [
    {
      part: 'proxy-support',
      label,
      detail: `"override" instead of "${proxySupport}", with which extensions go direct.`,
    },
  ];
}

function gitChange({ hosts }: Found): readonly PlannedChange[] {
  const governed = hosts.filter(({ kind }) => kind === 'git');
  if (governed.length === 0) return [];
  const names = governed.map(({ suffix }) => suffix);
  const rewritten = governed.filter(({ ssh }) => ssh === 'rewrite').map(({ suffix }) => suffix);
  const ssh =
    rewritten.length === 0
      ? ''
      : ` Your policy has it go over HTTPS where a remote names ${rewritten.join(', ')} over SSH.`;
  const detail = `For ${names.join(', ')} and no other host. Told to the editor's Git through its environment: no file is changed.${ssh}`;
  return [{ part: 'git', label: 'Source Control', detail }];
}

const TERMINALS: PlannedChange = {
  part: 'terminals',
  label: 'Terminals of this editor',
  detail:
    'New terminals get the proxy and the certificates by environment variables; open ones have to be opened anew.',
};

function trustChange({ isTrusted }: Found): readonly PlannedChange[] {
  if (isTrusted !== false) return [];
  return [
    {
      part: 'trust-store',
      label: "The system's trust store",
      detail:
        "The agent's certificate authority, which can vouch for governed hosts alone. A terminal opens, since the system may ask for your password. Without it Copilot cannot reach its hosts.",
    },
  ];
}
