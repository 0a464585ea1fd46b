import type { ChartSpec } from '../charts/drawing.ts';

/** Draws a picture of the handbook in a width in pixels. */
interface PictureModule {
  picture: (options: { width: number; description: string }) => ChartSpec;
}

const modules = import.meta.glob<PictureModule>('../charts/pictures/*.ts', { eager: true });

const pictures = new Map(
  Object.entries(modules).map(([path, module]) => [path.replace(/^.*\/|\.ts$/g, ''), module.picture]),
);

/** The ids that pages may show: the names of the files in `src/charts/pictures`. */
export const pictureIds: readonly string[] = [...pictures.keys()];

/** @throws RangeError for an id that is not among `pictureIds` */
export function drawPicture(id: string, options: { width: number; description: string }): ChartSpec {
  const picture = pictures.get(id);
  if (picture === undefined) throw new RangeError(`no picture ${id}`);
  return picture(options);
}
