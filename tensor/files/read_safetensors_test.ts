import { assertEquals, assertRejects } from "@std/assert";
import { tensor } from "../creation.ts";
import { encodeSafetensors, SafetensorsError } from "../safetensors/mod.ts";
import { fileSystem } from "./_node.ts";
import { directoryTest, withFileSystem } from "./_testing.ts";
import { readSafetensors } from "./read_safetensors.ts";

const CUT = "the file is cut short: copy or download it again";
const tensors = new Map([["a", tensor([1, 2])], ["b", tensor([[3]])]]);
const metadata = new Map([["author", "Ada"]]);
const bytes = encodeSafetensors(tensors, { metadata });

/** The message when this is the file. */
async function refusal(path: string): Promise<string> {
  const error = await assertRejects(
    () => readSafetensors(path),
    SafetensorsError,
  );
  return error.message.replace(`Cannot read ${path}: expected `, "");
}

directoryTest(
  "readSafetensors() gives what is in a file",
  async (directory) => {
    const path = `${directory}/a.safetensors`;
    await Deno.writeFile(path, bytes);
    assertEquals(await readSafetensors(path), { tensors, metadata });
    await Deno.writeFile(path, encodeSafetensors(new Map()));
    assertEquals((await readSafetensors(path)).tensors.size, 0);
  },
);

directoryTest(
  "readSafetensors() refuses a file that is cut anywhere",
  async (directory) => {
    const path = `${directory}/a.safetensors`;
    for (let length = 0; length < bytes.length; length++) {
      await Deno.writeFile(path, bytes.subarray(0, length));
      const message = await refusal(path);
      assertEquals(message.slice(-CUT.length), CUT);
    }
  },
);

directoryTest(
  "readSafetensors() refuses a file by its header, before it reads the data",
  async (directory) => {
    const path = `${directory}/a.safetensors`;
    await Deno.writeFile(path, bytes);
    await Deno.truncate(path, 2 ** 36); // takes no room on the disk
    assertEquals(
      await refusal(path),
      `12 bytes of data after the header, received ${
        2 ** 36 - bytes.length + 12
      }`,
    );
    await Deno.writeFile(path, new Uint8Array(8));
    await Deno.truncate(path, 2 ** 36);
    assertEquals(
      await refusal(path),
      '"{" at byte 8, received the end of the header',
    );
  },
);

directoryTest(
  "readSafetensors() bears a file that is cut while it is read",
  async (directory) => {
    const path = `${directory}/a.safetensors`;
    await Deno.writeFile(path, bytes);
    const { open } = fileSystem();
    for (const length of [0, 7, 20, bytes.length - 1]) {
      await withFileSystem({
        async open(...args) {
          const file = await open(...args);
          file.stat = () => Promise.resolve({ size: bytes.length }) as never;
          await Deno.truncate(path, length);
          return file;
        },
      }, async () => {
        const message = await refusal(path);
        assertEquals(message.slice(-CUT.length), CUT);
      });
      await Deno.writeFile(path, bytes);
    }
  },
);

directoryTest(
  "readSafetensors() reads in as many parts as the system likes",
  async (directory) => {
    const path = `${directory}/a.safetensors`;
    await Deno.writeFile(path, bytes);
    const { open } = fileSystem();
    await withFileSystem({
      async open(...args) {
        const file = await open(...args);
        const read = file.read.bind(file) as (...args: unknown[]) => unknown;
        file.read =
          ((buffer: Uint8Array, at: number, _: number, from: number) =>
            read(buffer, at, 1, from)) as typeof file.read;
        return file;
      },
    }, async () => {
      assertEquals(await readSafetensors(path), { tensors, metadata });
    });
  },
);
