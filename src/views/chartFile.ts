import { save } from './saveAs.ts';

/** So many pixels of a picture for each of the page's, so that it stays sharp on a slide. */
const DENSITY = 2;

/** What the page's style sheet gives a chart and a file of its own must say for itself. */
const STYLES = ['fill', 'stroke', 'font-family'] as const;

/**
 * Saves a chart as the page shows it, with its colours, its font and the page's background.
 * @param form `png`; anything else is SVG
 * @throws when the browser cannot draw the picture
 */
export async function saveChart(chart: SVGSVGElement, form: string | undefined, name: string): Promise<void> {
  const { svg, width, height } = standalone(chart);
  if (form !== 'png') return save(`${name}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * DENSITY;
  canvas.height = height * DENSITY;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve);
  });
  if (picture === null) throw new Error('the browser drew no picture');
  save(`${name}.png`, picture);
}

/** The chart as a document that needs no page; sizes in pixels. */
function standalone(chart: SVGSVGElement): { svg: string; width: number; height: number } {
  const { x, y, width, height } = chart.viewBox.baseVal;
  const copy = chart.ownerDocument.importNode(chart, true);
  const originals = [chart, ...chart.querySelectorAll('*')];
  for (const [index, part] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const original = originals[index];
    if (original === undefined) continue;
    const style = getComputedStyle(original);
    for (const name of STYLES)
      if (part === copy || part.hasAttribute(name) || name === 'font-family')
        part.setAttribute(name, style.getPropertyValue(name));
    part.removeAttribute('style');
  }
  copy.setAttribute('width', `${width}`);
  copy.setAttribute('height', `${height}`);
  const paper = document.createElementNS(copy.namespaceURI, 'rect');
  for (const [name, value] of Object.entries({ x, y, width, height })) paper.setAttribute(name, `${value}`);
  paper.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.insertBefore(paper, copy.querySelector('desc')?.nextSibling ?? copy.firstChild);
  return { svg: new XMLSerializer().serializeToString(copy), width, height };
}
