import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';

interface CopyButtonProps {
  readonly text: string;
  /** What it copies, for screen readers. */
  readonly label: string;
  readonly children?: string;
}

/** Copies a text; says for a moment whether it did. */
export function CopyButton({ text, label, children = 'Copy' }: CopyButtonProps): VNode {
  const said = useSignal<string | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = 'Copied';
    } catch {
      said.value = 'Not allowed';
    }
    setTimeout(() => (said.value = null), 1500);
  };
  return (
    <button type="button" class="tiny copy" aria-label={said.value ?? label} onClick={() => void copy()}>
      {said.value ?? children}
    </button>
  );
}
