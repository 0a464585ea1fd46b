import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The metrics of {@link writeContent}, as an organisation's KPIs. */
export const KPIS = '[{ metric: cycle-time }, { metric: first-review-time }, { metric: review-coverage }]';

/**
 * Writes a content folder with a handbook of ten pages. Each command reads its content first: the whole handbook takes it
 * a second of CPU time longer.
 * @param organisation the text of org.yaml
 */
export async function writeContent(folder: string, organisation: string): Promise<void> {
  await cp('test/fixtures/handbook', folder, { recursive: true });
  await writeFile(join(folder, 'org.yaml'), organisation);
}
