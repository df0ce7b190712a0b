import type { WebSessionView } from '../../protocol/web-session.ts';
import { Fact, Facts } from './facts.tsx';
import { Quoted } from './quoted.tsx';

/** Who somebody is here, and how this collector is set up. */
export function SettingsPage({ me }: { readonly me: WebSessionView }) {
  return (
    <>
      <h1 tabIndex={-1}>Settings</h1>
      <h2>You</h2>
      <Facts>
        <Fact name="Name">
          <Quoted text={me.subject} wrap />
        </Fact>
        <Fact name="Roles">
          <Quoted text={me.roles.join(', ')} wrap />
        </Fact>
        <Fact name="Groups">
          <Quoted text={me.groups.length === 0 ? 'none' : me.groups.join(', ')} wrap />
        </Fact>
        <Fact name="Signed in until">
          <time dateTime={me.expiresAt}>{me.expiresAt.slice(0, 16).replace('T', ' ')} UTC</time>
        </Fact>
      </Facts>
    </>
  );
}
