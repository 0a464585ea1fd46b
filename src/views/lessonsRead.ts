const KEY = 'plumbline-lessons';

/** Where a browser keeps what it remembers. */
type Memory = Pick<Storage, 'getItem' | 'setItem'>;

/** The ids of the lessons that were marked as read on this device; none when what is stored makes no sense. */
export function lessonsRead(memory: Memory): Set<string> {
  try {
    const stored: unknown = JSON.parse(memory.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}

/** Marks a lesson as read, or as not read. */
export function remember(memory: Memory, lesson: string, read: boolean): void {
  const lessons = lessonsRead(memory);
  if (read) lessons.add(lesson);
  else lessons.delete(lesson);
  memory.setItem(KEY, JSON.stringify([...lessons].sort()));
}
