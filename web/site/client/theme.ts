/** The button for the theme. The choice is stored where the playground stores it, and holds for both. */

const STORED = 'vtlkit.theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

function stored(): Theme {
  try {
    const text = localStorage.getItem(STORED);
    return THEMES.find((theme) => JSON.stringify(theme) === text) ?? 'system';
  } catch {
    return 'system';
  }
}

function show(theme: Theme, button: HTMLButtonElement): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  button.textContent = `Theme: ${theme}`;
}

/** Shows the button; each click takes the next theme. */
export function startTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('button.theme');
  if (!button) return;
  let theme = stored();
  show(theme, button);
  button.hidden = false;
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    show(theme, button);
    try {
      localStorage.setItem(STORED, JSON.stringify(theme));
    } catch {
      // Without storage the theme holds for this page.
    }
  });
}
