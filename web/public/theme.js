// Sets the theme before the first paint, so that the page does not flash in the other one.
try {
  const theme = localStorage.getItem('vtlkit.theme');
  if (theme === '"light"' || theme === '"dark"') document.documentElement.dataset.theme = JSON.parse(theme);
} catch {
  // No storage: the system's theme is used.
}
