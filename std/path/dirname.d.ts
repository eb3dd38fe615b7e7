/** What the project uses of `@std/path/dirname`. */

export declare function dirname(path: string | URL): string;
