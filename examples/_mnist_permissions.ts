import { BlasError } from "@cutedl/tensor/engine";
import {
  DownloadError,
  IdxError,
  MissingPermissionError,
  MNIST_MIRRORS,
  permissionFlag,
} from "@cutedl/datasets";
import { dirname } from "@std/path";
import { defaultDirectory } from "./_mnist_options.ts";

const hosts = MNIST_MIRRORS.map((mirror) => new URL(mirror).host);

/** Whether the files of a directory may be read; nobody is asked. */
export async function mayRead(directory: string): Promise<boolean> {
  return await isGranted({ name: "read", path: directory });
}

/** Whether files may be downloaded into a directory; nobody is asked. */
export async function mayDownload(directory: string): Promise<boolean> {
  const needed = [
    { name: "write", path: directory } as const,
    ...hosts.map((host) => ({ name: "net", host } as const)),
  ];
  return (await Promise.all(needed.map(isGranted))).every(Boolean);
}

async function isGranted(
  descriptor: Deno.PermissionDescriptor,
): Promise<boolean> {
  return (await Deno.permissions.query(descriptor)).state === "granted";
}

/** Where a run reads and writes. */
export interface Places {
  /** Directory of MNIST, where the default one is not meant. */
  data?: string | undefined;
  /** File of the checkpoint, if there is to be one. */
  checkpoint?: string | undefined;
  /** File of the report, if there is to be one. */
  report?: string | undefined;
}

/**
 * What would mend an error: purposes, each with flags of `deno run` that serve
 * it; none if no flag would.
 */
export function remedies(
  error: unknown,
  { data = defaultDirectory, checkpoint, report }: Places,
): { purpose: string; flags: string[] }[] {
  const read = [permissionFlag("read", data)];
  const download = [
    ...read,
    permissionFlag("write", data),
    `--allow-net=${hosts.join(",")}`,
  ];
  if (error instanceof BlasError) {
    return error.flag === undefined ? [] : [
      { purpose: "load the library", flags: [...download, error.flag] },
    ];
  }
  if (error instanceof MissingPermissionError) {
    const written = [checkpoint, report].filter((path) => path !== undefined);
    if (written.length > 0 && error.flag !== read[0]) {
      const flags = written.flatMap((path) =>
        (["read", "write"] as const)
          .map((access) => permissionFlag(access, dirname(path)))
      );
      const all = [...new Set([...read, ...flags])];
      return [{
        purpose: "save there",
        flags: error.flag.includes("--allow-ffi") // to draw .png
          ? [
            ...all.filter((flag) => !flag.startsWith("--allow-read")),
            ...error.flag.split(" "), // reading is not for single paths there
          ]
          : all,
      }];
    }
    return [
      { purpose: "read the files there", flags: read },
      { purpose: "download those that are not there, too", flags: download },
    ];
  }
  if (error instanceof IdxError) {
    return [{ purpose: "download the file, once it is gone", flags: download }];
  }
  if (error instanceof DownloadError && error.attempts.length === 0) {
    return [{ purpose: "download it", flags: download }];
  }
  return [];
}
