/** The few icons, drawn as lines; each stands in a control that has a label. */

const PATHS = {
  maximise: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  restore: 'M6 3v3H3M13 6h-3V3M10 13v-3h3M3 10h3v3',
  up: 'M4 10l4-4 4 4',
  right: 'M6 4l4 4-4 4',
  down: 'M4 6l4 4 4-4',
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="glyph" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
