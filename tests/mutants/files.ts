import type { Target } from "./mutant.ts";

/** Faults of the files that tensors come from and go to. */
export const files: readonly Target[] = [
  {
    file: "tensor/safetensors/_read_header.ts",
    faults: [
      {
        fault: "a length of the header that is not checked",
        from: "length > HEADER_LIMIT",
        to: "length > 2n ** 64n",
      },
      {
        fault: "a header beyond the end of the file",
        from: "length > rest",
        to: "length > rest + 8",
      },
      {
        fault: "tensors that overlap",
        from: "entry.begin !== expected",
        to: "entry.begin > expected",
      },
      {
        fault: "more bytes than the shape has",
        from: "end - begin !== size * width",
        to: "end - begin < size * width",
      },
      {
        fault: "bytes behind the last tensor",
        from: "if (end !== length)",
        to: "if (end > length)",
      },
    ],
  },
  {
    file: "tensor/safetensors/_header_reader.ts",
    faults: [{
      fault: "two tensors of one name",
      from: "keys.has(key)",
      to: "keys.has(key) && keys.size < 0",
    }],
  },
  {
    file: "tensor/safetensors/encode_safetensors.ts",
    faults: [{
      fault: "a length in the wrong order of bytes",
      from: "BigInt(header.length), true",
      to: "BigInt(header.length)",
    }],
  },
  {
    file: "tensor/safetensors/_dtypes.ts",
    faults: [{
      fault: "whole numbers that float32 rounds",
      from: `const float = Math.fround(Number(value));
        if (`,
      to: `const float = Math.fround(Number(value));
        if (value < 0 && `,
    }, {
      fault: "booleans of 2",
      from: "if (received > 1)",
      to: "if (received > 2)",
    }, {
      fault: "subnormal halves of half their value",
      from: "113 - shift",
      to: "112 - shift",
    }],
  },
  {
    file: "tensor/files/_replace_file.ts",
    faults: [
      {
        fault: "no flush before the rename",
        from: "await file.sync();",
        to: "",
      },
      {
        fault: "no flush of the directory",
        from: "await flushDirectory(fs, directory);",
        to: "",
      },
      {
        fault: "a temporary file left behind",
        from: "await fs.unlink(temporary).catch((cause)",
        to: "await Promise.resolve().catch((cause)",
      },
    ],
  },
  {
    file: "tensor/files/_temporary.ts",
    faults: [{
      fault: "trials of those that died, left behind",
      from: `await removeStrays(fs, directory, name);
  const trial`,
      to: "const trial",
    }, {
      fault: "a trial left where closing it fails",
      from: "try {\n    await file.close();\n  } finally {",
      to: "await file.close();\n  {",
    }],
  },
  {
    file: "tensor/files/open_file.ts",
    faults: [{
      fault: "a pipe that is opened",
      from: 'await assertFile("read", path, fs);',
      to: "",
    }, {
      fault: "a file that stays open at its end",
      from: "if (part.length === 0) await file.close();",
      to: "",
    }],
  },
  {
    file: "tensor/files/_write_target.ts",
    tests: ["tensor/file_test.ts"],
    faults: [{
      fault: "a link that is replaced",
      from: "isLink ? await fs.realpath(path) : path",
      to: "path",
    }],
  },
];
