import { pictureFiles } from '../charts/picture.ts';
import type { ChartSpec } from '../charts/theme.ts';
import { extensionsIn } from '../facts/extensionPoint.ts';

const pictures = extensionsIn(pictureFiles, import.meta.glob('../charts/pictures/*.ts', { eager: true }));

/** The ids that pages may show: the names of the files in `src/charts/pictures`. */
export const pictureIds: readonly string[] = [...pictures.keys()];

/** @throws RangeError for an id that is not among `pictureIds` */
export function drawPicture(id: string, options: { width: number; description: string }): ChartSpec {
  const picture = pictures.get(id);
  if (picture === undefined) throw new RangeError(`no picture ${id}`);
  return picture(options);
}
