/** Saves a text that a page made, as the browser saves a download. */
export function saveAs(name: string, type: string, text: string): void {
  save(name, new Blob([text], { type }));
}

/** Saves what a page made, as the browser saves a download. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
