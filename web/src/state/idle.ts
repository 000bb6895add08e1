/** What waits until nobody uses the page. */

/** For so long nothing may have been done, in milliseconds. */
const IDLE = 10_000;
const SIGNS = ['keydown', 'pointerdown', 'wheel', 'input', 'paste', 'drop'] as const;

/** Runs a task once nobody has used the page for ten seconds; gives a function that calls it off. */
export function onceIdle(task: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const cancel = () => {
    clearTimeout(timer);
    for (const sign of SIGNS) removeEventListener(sign, wait, true);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      cancel();
      task();
    }, IDLE);
  };
  for (const sign of SIGNS) addEventListener(sign, wait, { capture: true, passive: true });
  wait();
  return cancel;
}
