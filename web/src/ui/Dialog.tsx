/** A modal dialog on the browser's own element, which keeps the focus in it and gives it back. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Notices } from './Notices';
import { Prose } from './widgets';

export type DialogName = 'commands' | 'examples' | 'open' | 'export' | 'history' | 'help' | 'explain' | 'fix' | 'file';

/** The dialog that is open, with what it is about. */
export const dialog = signal<{ name: DialogName; about?: unknown } | null>(null);

/** Opens a dialog. */
export function openDialog(name: DialogName, about?: unknown): void {
  dialog.value = { name, about };
}

/** Closes the dialog that is open. */
export function closeDialog(): void {
  dialog.value = null;
}

export function Dialog({ title, children, wide }: { title: string; children: ComponentChildren; wide?: boolean }) {
  // Before the effects of what is in it, which may want the focus elsewhere.
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = element.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  // A dialog that another has taken the place of closes too, which is not the other's business.
  const closed = () => element.current?.isConnected && closeDialog();
  const outside = (event: MouseEvent) => {
    if (event.target === element.current) closeDialog();
  };
  return (
    <dialog ref={element} class={wide ? 'wide' : ''} aria-labelledby="dialog-title" onClose={closed} onClick={outside}>
      <header>
        <h2 id="dialog-title">
          <Prose text={title} />
        </h2>
        <button type="button" class="quiet" aria-label="Close" onClick={closeDialog}>
          ✕
        </button>
      </header>
      <div class="dialog-body" tabIndex={0}>
        {children}
      </div>
      <Notices />
    </dialog>
  );
}
