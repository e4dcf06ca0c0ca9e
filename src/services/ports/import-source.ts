export interface SourceEntry {
  readonly name: string;
  /** What it is once links are followed; OTHER for sockets, devices and broken links. */
  readonly kind: 'FILE' | 'DIRECTORY' | 'OTHER';
  readonly isLink: boolean;
}

/** The file system that directories are imported from. Paths are absolute. */
export interface ImportSource {
  /** The path with every link resolved. Throws FILE_UNREADABLE. */
  realPath(path: string): Promise<string>;
  /** Null when nothing is there. */
  kindOf(path: string): Promise<SourceEntry['kind'] | null>;
  /** Entries by name, in code-unit order; hidden ones left out. Throws FILE_UNREADABLE. */
  list(directory: string): Promise<readonly SourceEntry[]>;
  /** Size and time of what is there, links followed; of what cannot be looked at, 0. */
  factsOf(path: string): Promise<{ readonly bytes: number; readonly modifiedMs: number }>;
  /** A text file of at most `maxBytes`. Throws FILE_UNREADABLE, FILE_TOO_LARGE. */
  readText(path: string, maxBytes: number): Promise<string>;
}
