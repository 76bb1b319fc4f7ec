/** Folder of a class, `class_03`: ids from 100 on have three digits. */
export function classFolder(id: number): string {
  return `class_${String(id).padStart(2, '0')}`;
}

/** Id of the class of a folder, or null when it is not written as `classFolder` writes it. */
export function classOfFolder(folder: string): number | null {
  const id = /^class_(\d{2,9})$/.exec(folder)?.[1];
  return id !== undefined && classFolder(Number(id)) === folder ? Number(id) : null;
}
