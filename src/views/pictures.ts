import type { ChartSpec } from '../charts/drawing.ts';
import type { Picture } from '../charts/picture.ts';

const modules = import.meta.glob<{ default: Picture }>('../charts/pictures/*.ts', { eager: true });

const pictures = new Map(
  Object.entries(modules).map(([path, module]) => [path.replace(/^.*\/|\.ts$/g, ''), module.default]),
);

/** The ids that pages may show: the names of the files in `src/charts/pictures`. */
export const pictureIds: readonly string[] = [...pictures.keys()];

/** @throws RangeError for an id that is not among `pictureIds` */
export function drawPicture(id: string, options: { width: number; description: string }): ChartSpec {
  const picture = pictures.get(id);
  if (picture === undefined) throw new RangeError(`no picture ${id}`);
  return picture(options);
}
