import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { VscodeBadge, VscodeButton } from '@vscode-elements/elements';
import type { HTMLAttributes } from 'preact';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-badge': HTMLAttributes<VscodeBadge>;
      'vscode-button': HTMLAttributes<VscodeButton> & {
        readonly secondary?: boolean;
        readonly disabled?: boolean;
      };
    }
  }
}
