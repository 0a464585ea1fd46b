/** What a slide shows besides its figures, the most important first; of several charts, the first two come early. */
const PARTS = [
  '.sentence',
  '.chart-figure:nth-child(-n + 2)',
  '.moved',
  '.chart-figure',
  '.body > :not(.readings, .charts, details)',
  '.facts',
];

/**
 * Shows as much of a KPI as its slide has room for: its parts by importance, each that does not fit left out.
 * @returns how many parts are left out
 */
export function fillSlide(slide: HTMLElement): number {
  const parts = new Set(PARTS.flatMap((part) => [...slide.querySelectorAll(part)]));
  for (const part of parts) part.toggleAttribute('data-left-out', true);
  for (const part of parts) {
    part.toggleAttribute('data-left-out', false);
    if (overflows(slide)) part.toggleAttribute('data-left-out', true);
  }
  return slide.querySelectorAll('[data-left-out]').length;
}

function overflows({ scrollHeight, clientHeight, scrollWidth, clientWidth }: HTMLElement): boolean {
  return scrollHeight > clientHeight || scrollWidth > clientWidth;
}
