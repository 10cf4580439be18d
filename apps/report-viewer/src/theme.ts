const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const LABELS: Readonly<Record<Theme, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' };
const STORAGE_KEY = 'lighthouse-theme';

/**
 * Lets the reader choose light, dark or what the system prefers. Paper is always light. `onChange`
 * redraws what has colours of its own.
 */
export function offerThemes(root: HTMLElement, onChange: () => void): void {
  const button = document.querySelector<HTMLButtonElement>('#theme');
  let theme = storedTheme();
  const show = (next: Theme) => {
    theme = next;
    setTheme(root, theme);
    if (button !== null) {
      button.textContent = `Theme: ${LABELS[theme]}`;
      button.hidden = false;
    }
    onChange();
  };
  button?.addEventListener('click', () => {
    show(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto');
    storeTheme(theme);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
  addEventListener('beforeprint', () => {
    setTheme(root, 'light');
    onChange();
  });
  addEventListener('afterprint', () => show(theme));
  show(theme);
}

function setTheme(root: HTMLElement, theme: Theme): void {
  if (theme === 'auto') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}

/** Storage can be forbidden for a page from a file; then the choice lasts as long as the page. */
function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return THEMES.find((theme) => theme === stored) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function storeTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // See above.
  }
}
