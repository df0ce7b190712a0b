import type { ComponentChildren } from 'preact';
import { Loading } from '../components/notice.tsx';
import { Quoted } from '../components/quoted.tsx';
import type { Fault, Loaded } from '../model/panel-model.ts';

interface Props<T> {
  readonly what: string;
  readonly loaded: Loaded<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** What is known, that it is not known yet, or why it cannot be. */
export function Shown<T>({ what, loaded, children }: Props<T>) {
  switch (loaded.kind) {
    case 'loading':
      return <Loading what={what} />;
    case 'failed':
      return <FaultNotice fault={loaded.fault} />;
    case 'known':
      return (
        <>
          {loaded.fault !== null && <FaultNotice fault={loaded.fault} old />}
          {children(loaded.value)}
        </>
      );
  }
}

export function FaultNotice({ fault, old = false }: { readonly fault: Fault; readonly old?: boolean }) {
  return (
    <div class="notice bad" role="alert">
      <strong>
        <Quoted text={fault.message} wrap />
      </strong>
      {fault.hint !== '' && (
        <>
          {' '}
          <Quoted text={fault.hint} wrap />
        </>
      )}
      {old && ' What is shown may be old.'}
    </div>
  );
}
