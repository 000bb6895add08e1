/** Puts the session into the address and on the clipboard. */
import { notify } from './notices';
import { encode } from './share';
import { session } from './store';

/** Links longer than this are cut by some chat programs. */
const LONG = 8000;

export async function copyLink(): Promise<void> {
  const fragment = await encode(session.peek());
  history.replaceState(null, '', fragment);
  const kilobytes = (fragment.length / 1000).toFixed(1);
  try {
    await navigator.clipboard.writeText(location.href);
    const size = fragment.length > LONG ? ` It is ${kilobytes} kB long, which some programs truncate.` : '';
    notify(`Link copied. The mapping is in the part after the #, which no server receives.${size}`);
  } catch {
    notify('The link is in the address bar: the browser does not allow the page to use the clipboard.');
  }
}
