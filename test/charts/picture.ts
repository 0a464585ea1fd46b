import { colour } from '../../src/charts/theme.ts';

/** What can be read from a rendered chart: where its texts stand, its lines and its colours. */

export interface PlacedText {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A 2 × 3 matrix as in SVG: x' = ax + cy + e, y' = bx + dy + f. */
type Matrix = readonly [number, number, number, number, number, number];

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
const ASCENT = 0.93;
const DESCENT = 0.24;

/**
 * Advance widths of DejaVu Sans and its bold in hundredths of an em, measured; no common sans-serif font is wider.
 */
const REGULAR = advances(`
  27 '
  28 ijl
  29 IJ
  32 ,.·’
  34 /:;|\\
  35 f
  36 -
  39 ()[]t
  41 r!
  50 *_–
  52 sz
  55 c
  56 L
  58 Fk
  59 vxy
  60 P
  61 TYao
  62 e
  64 0123456789ESbdghnpqu
  66 K
  68 AV
  69 BRXZ
  70 C
  73 U
  75 HN
  77 DG
  79 OQ
  82 w
  84 +<=>−×
  86 M
  95 %
  97 m
  99 W`);
const BOLD = advances(`
  31 '
  34 ijl
  37 /IJ|\\
  38 ,.·’
  40 :;
  42 -
  44 f
  46 !()[]
  48 t
  49 r
  50 _–
  59 cz
  60 s
  64 L
  67 akvxy
  70 EFTeo0123456789
  72 SYbdghnpqu
  76 BCPZ
  77 AKRVX
  82 GU
  85 DHNOQ+<=>−×
  92 w
  100 %M
  104 m
  110 W`);
const SPACE = 35;
const UNKNOWN = 110;

function advances(table: string): Map<string, number> {
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.trim().split(' '));
  return new Map(
    rows.flatMap(([width, characters = '']) => [...characters].map((one) => [one, Number(width)])),
  );
}

function widthOf(text: string, font: ReadonlyMap<string, number>, size: number): number {
  const widths = [...text].map((one) => (/\s/.test(one) ? SPACE : (font.get(one) ?? UNKNOWN)));
  return (widths.reduce((sum, width) => sum + width, 0) / 100) * size;
}

/** The elements of a chart, each with its place in the units of the view box. */
function* elementsOf(svg: string): Generator<{ tag: string; name: string; rest: string; matrix: Matrix }> {
  const stack: Matrix[] = [IDENTITY];
  for (const match of svg.matchAll(/<\/?(\w+)([^>]*)>/g)) {
    const [tag, name = '', attributes = ''] = match;
    if (tag.startsWith('</')) {
      stack.pop();
      continue;
    }
    const matrix = times(stack.at(-1) ?? IDENTITY, transformOf(attributes));
    yield { tag, name, rest: svg.slice(match.index + tag.length), matrix };
    if (!tag.endsWith('/>')) stack.push(matrix);
  }
}

/** The texts of a chart in the units of its view box, in the widest font that a reader is likely to have. */
export function textsOf(svg: string): PlacedText[] {
  return [...elementsOf(svg)]
    .filter(({ name }) => name === 'text')
    .flatMap(({ tag, rest, matrix }) => linesOf(tag, rest, matrix));
}

/** The upright lines in the colour of ink, in the units of the view box. */
export function uprightsOf(svg: string): { at: number; top: number; bottom: number }[] {
  return [...elementsOf(svg)].flatMap(({ tag, name, matrix }) => {
    const length = Number(/ y2="(-?[\d.]+)"/.exec(tag)?.[1] ?? 0);
    if (name !== 'line' || length === 0 || !tag.includes(`stroke="${colour.ink}"`)) return [];
    const ends = [apply(matrix, 0, 0), apply(matrix, 0, length)];
    const ys = ends.map(([, y]) => y);
    return [{ at: ends[0]?.[0] ?? 0, top: Math.min(...ys), bottom: Math.max(...ys) }];
  });
}

/** Where the middles of the symbols of a colour are, in the units of the view box; those of the legend, too. */
export function middlesOf(svg: string, tint: string): { x: number; y: number }[] {
  return [...elementsOf(svg)].flatMap(({ tag, name, matrix }) => {
    if (name !== 'path' || !tag.includes(`fill="${tint}"`)) return [];
    const [x, y] = apply(matrix, 0, 0);
    return [{ x, y }];
  });
}

/** The view box: what of the picture is shown. */
export function sizeOf(svg: string): { left: number; top: number; width: number; height: number } {
  const [, left, top, width, height] = /viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"/.exec(svg) ?? [];
  return { left: Number(left), top: Number(top), width: Number(width), height: Number(height) };
}

/** The texts that do not lie wholly inside of the picture. */
export function clippedTexts(svg: string): PlacedText[] {
  const { left, top, width, height } = sizeOf(svg);
  return textsOf(svg).filter(
    (text) => text.left < left || text.top < top || text.right > left + width || text.bottom > top + height,
  );
}

/** A symbol at a value. */
export interface PlacedSymbol {
  path: string;
  fill: string;
  stroke: string;
  hollow: boolean;
}

/** The symbols in the plot of a chart. Those of a legend lie as far from the left as from the top of their group. */
export function symbolsOf(svg: string): PlacedSymbol[] {
  return [...svg.matchAll(/<path transform="translate\(([^,]*),([^)]*)\)" d="([^"]*)"([^>]*)>/g)].flatMap(
    ([, x, y, path = '', attributes = '']) => {
      const value = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
      const fill = value('fill');
      return x === y
        ? []
        : [
            {
              path,
              fill,
              stroke: value('stroke'),
              hollow: value('fill-opacity') === '0' || fill === colour.band,
            },
          ];
    },
  );
}

/** The values of all fill and stroke attributes. */
export function coloursOf(svg: string): string[] {
  return [...svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, value = '']) => value);
}

/** Each stretch of the lines through values: its colour and how many points it joins. */
export function stretchesOf(svg: string): { colour: string; points: number }[] {
  return [...svg.matchAll(/<path d="(M[^"]*)"[^>]* stroke="([^"]*)"[^>]* stroke-linejoin="round"/g)].flatMap(
    ([, path = '', stroke = '']) =>
      path
        .split('M')
        .filter((part) => part.includes('L'))
        .map((part) => ({ colour: stroke, points: part.split('L').length })),
  );
}

function linesOf(tag: string, rest: string, matrix: Matrix): PlacedText[] {
  const content = rest.slice(0, rest.indexOf('</text>'));
  const spans = [...content.matchAll(/<tspan([^>]*)>([^<]*)<\/tspan>/g)];
  const size = 12;
  const font = tag.includes('font-weight="600"') ? BOLD : REGULAR;
  const anchor = /text-anchor="(\w+)"/.exec(tag)?.[1] ?? 'start';
  let down = 0;
  const lines = spans.length > 0 ? spans : [['', '', content]];
  return lines.map(([, attributes = '', text = '']) => {
    down += Number(/dy="([\d.]+)"/.exec(attributes)?.[1] ?? 0);
    const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    const width = widthOf(plain, font, size);
    const start = anchor === 'end' ? -width : anchor === 'middle' ? -width / 2 : 0;
    const corners = [
      apply(matrix, start, down - ASCENT * size),
      apply(matrix, start + width, down - ASCENT * size),
      apply(matrix, start, down + DESCENT * size),
      apply(matrix, start + width, down + DESCENT * size),
    ];
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    return {
      text: plain,
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
    };
  });
}

function transformOf(attributes: string): Matrix {
  const [, transform = ''] = /transform="([^"]*)"/.exec(attributes) ?? [];
  let matrix = IDENTITY;
  for (const [, kind, list = ''] of transform.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [x = 0, y = 0] = list.split(',').map(Number);
    const turn = (x * Math.PI) / 180;
    matrix = times(
      matrix,
      kind === 'rotate'
        ? [Math.cos(turn), Math.sin(turn), -Math.sin(turn), Math.cos(turn), 0, 0]
        : [1, 0, 0, 1, x, y],
    );
  }
  return matrix;
}

function times([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

function apply([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}
