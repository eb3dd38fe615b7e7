/** What the project uses of `@std/path/join`. */

export declare function join(path: string | URL, ...paths: string[]): string;
