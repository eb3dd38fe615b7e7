import { assertEquals, assertThrows } from "@std/assert";
import {
  cblasSgemm,
  FakeFfi,
  type FakeOptions,
  type Sgemm,
} from "./_fake_ffi_test.ts";
import { findBlas } from "./_find_blas.ts";
import { BlasError } from "./blas_error.ts";

const DEBIAN = "/usr/lib/x86_64-linux-gnu/libopenblas.so.0";
const FEDORA = "/usr/lib64/libopenblasp.so.0";
const FEDORA_SERIAL = "/usr/lib64/libopenblas.so.0";
const good = { cblas_sgemm: cblasSgemm };

/** The error of a search, and what was left open. */
function failure(
  library: string | undefined,
  options: FakeOptions,
): BlasError {
  const ffi = new FakeFfi(options);
  const error = assertThrows(() => findBlas(library, ffi), BlasError);
  assertEquals(ffi.open, []);
  return error;
}

Deno.test("findBlas() takes the first library that loads in a usual place", () => {
  const last = "libopenblas.so.0";
  const libraries = { [FEDORA]: {}, [FEDORA_SERIAL]: good, [last]: good };
  const ffi = new FakeFfi({ libraries });
  assertEquals(findBlas(undefined, ffi).path, FEDORA_SERIAL);
  assertEquals(ffi.open, [FEDORA_SERIAL]); // no cblas_sgemm in the other
});

Deno.test("findBlas() knows the usual places of each system", () => {
  const accelerate =
    "/System/Library/Frameworks/Accelerate.framework/Accelerate";
  const homebrew = "/opt/homebrew/opt/openblas/lib/libopenblas.dylib";
  const arm = "/usr/lib/aarch64-linux-gnu/libopenblas.so.0";
  for (
    const [os, arch, there, flag] of [
      ["darwin", "aarch64", [homebrew, accelerate], "--allow-ffi"],
      ["darwin", "aarch64", [homebrew], `--allow-ffi=${homebrew}`],
      ["linux", "aarch64", [DEBIAN, arm], "--allow-ffi"],
      ["windows", "x86_64", ["libopenblas.dll"], "--allow-ffi"],
    ] as const
  ) {
    const libraries = Object.fromEntries(there.map((path) => [path, good]));
    const ffi = new FakeFfi({ os, arch, libraries, flags: [flag] });
    assertEquals(findBlas(undefined, ffi).path, there.at(-1));
  }
});

Deno.test("findBlas() asks for no permission, and loads what it has one for", () => {
  const libraries = { [DEBIAN]: good, [FEDORA]: good };
  const flags = [`--allow-ffi=${FEDORA}`];
  const ffi = new FakeFfi({ libraries, flags });
  assertEquals(findBlas(undefined, ffi).path, FEDORA);
  assertEquals(ffi.open, [FEDORA]);
});

Deno.test("findBlas() says why each usual place did not do, and what helps", () => {
  const error = failure(undefined, {
    flags: ["--allow-ffi"],
    libraries: {
      [DEBIAN]: "libgfortran.so.5: cannot open shared object file: No such " +
        "file or directory",
      [FEDORA]: { sgemm_: () => {} },
      [FEDORA_SERIAL]: { cblas_sgemm: () => {} },
      "/usr/lib/libopenblas.so.0":
        "/usr/lib/libopenblas.so.0: invalid ELF header",
    },
  });
  assertEquals(
    error.message,
    "Cannot load the blas engine: expected a BLAS library in a usual place, " +
      "received none that loads: install one (apt install libopenblas0, or " +
      "dnf install openblas-threads), or name one by its path\n" +
      `  ${DEBIAN}: libgfortran.so.5: cannot open shared object file: No such ` +
      "file or directory\n" +
      `  ${FEDORA}: it has no cblas_sgemm\n` +
      `  ${FEDORA_SERIAL}: its products are wrong on this CPU: a newer ` +
      "version may do\n" +
      "  /usr/lib/libopenblas.so.0: invalid ELF header\n" +
      "  /usr/local/lib/libopenblas.so.0: not found\n" +
      "  /opt/OpenBLAS/lib/libopenblas.so.0: not found\n" +
      "  /home/linuxbrew/.linuxbrew/opt/openblas/lib/libopenblas.so.0: not " +
      "found\n" +
      "  /opt/intel/oneapi/mkl/latest/lib/libmkl_rt.so.2: not found\n" +
      "  libopenblas.so.0: not found",
  );
  assertEquals(error.flag, undefined);
});

Deno.test("findBlas() names the flag of each usual place, and one for all", () => {
  const [accelerate, homebrew, intel] = [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
  ];
  const flags = [`--allow-ffi=${homebrew}`];
  const error = failure(undefined, { os: "darwin", flags });
  assertEquals(
    error.message,
    "Cannot load the blas engine: expected a BLAS library in a usual place, " +
      "received none that loads: give the flag of one that is there, or " +
      "install one (brew install openblas), or name one by its path\n" +
      `  ${accelerate}: not permitted without --allow-ffi=${accelerate}\n` +
      `  ${homebrew}: not found\n` +
      `  ${intel}: not permitted without --allow-ffi=${intel}`,
  );
  assertEquals(error.flag, `--allow-ffi=${accelerate},${intel}`);
});

Deno.test("findBlas() loads a library by path or name, and no other", () => {
  const libraries = { "./own.so": good, "own.so": good, [DEBIAN]: good };
  for (const library of ["./own.so", "own.so"]) {
    assertEquals(findBlas(library, new FakeFfi({ libraries })).path, library);
  }
  const named = "Cannot load the blas engine: expected the BLAS library that " +
    "was named, received none that loads: ";
  const missing = failure("C:\\blas.dll", { os: "windows", libraries });
  assertEquals(
    missing.message,
    `${named}name another, name none to search the usual places, or install ` +
      "one (put libopenblas.dll of " +
      "https://github.com/OpenMathLib/OpenBLAS/releases into a directory of " +
      "PATH)\n" +
      "  C:\\blas.dll: not found",
  );
  for (
    const [library, flag, flags, also] of [
      ["./own.so", "--allow-ffi=./own.so", [], ""],
      ["/a,b/own.so", "--allow-ffi=/", [], ""],
      ["own.so", "--allow-ffi", ["--allow-ffi=own.so"], ""], // not a path
      [DEBIAN, `--allow-ffi=${DEBIAN}`, ["--deny-ffi"], " and with --deny-ffi"],
    ] as const
  ) {
    const error = failure(library, { libraries, flags });
    assertEquals(
      error.message,
      `${named}give its flag\n  ${library}: not permitted without ${flag}${also}`,
    );
    assertEquals(error.flag, flag);
  }
});

Deno.test("findBlas() says what to do on a runtime that loads no libraries", () => {
  const error = assertThrows(() => findBlas(DEBIAN, undefined), BlasError);
  assertEquals(
    error.message,
    "Cannot load the blas engine: expected a runtime with Deno.dlopen, " +
      'received one without: run it in Deno, or use the engine "wasm"',
  );
  assertEquals(error.attempts, []);
});

const spellings = [
  ["cblas_sgemm", "openblas_set_num_threads"],
  ["cblas_sgemm", "MKL_Set_Num_Threads"],
  ["cblas_sgemm", undefined],
  ["cblas_sgemm64_", "openblas_set_num_threads64_"],
  ["scipy_cblas_sgemm", "scipy_openblas_set_num_threads"],
  ["scipy_cblas_sgemm64_", "scipy_openblas_set_num_threads64_"],
] as const;
for (const [sgemm, setter] of spellings) {
  Deno.test(`findBlas() finds ${sgemm}, and ${setter ?? "no way"} to set threads`, () => {
    const set: number[] = [];
    const setThreads = (threads: number) => set.push(threads);
    const libraries = {
      [DEBIAN]: { [sgemm]: cblasSgemm, ...setter && { [setter]: setThreads } },
    };
    const ffi = new FakeFfi({ libraries });
    const library = findBlas(undefined, ffi);
    library.setThreads?.(3);
    assertEquals(set, setter ? [3] : []);
    // safe for either width of the library's integers
    const { parameters } = ffi.functions[sgemm]!;
    const integers = [3, 4, 5, 8, 10, 13].map((i) => parameters[i]);
    assertEquals(integers, Array(6).fill("i64"));
  });
}

const mistakes: Record<string, (...values: Sgemm) => void> = {
  "does nothing": () => {},
  "adds to what was there": (...values) => {
    const c = values[12];
    const before = c.slice();
    cblasSgemm(...values);
    c.forEach((_, i) => c[i]! += before[i]!);
  },
  "is off in one element": (...values) => {
    cblasSgemm(...values);
    values[12][35 * 45 - 1]! += 1;
  },
};
for (const [mistake, cblas_sgemm] of Object.entries(mistakes)) {
  Deno.test(`findBlas() refuses a library whose product ${mistake}`, () => {
    const libraries = { [DEBIAN]: { cblas_sgemm } };
    const [attempt] = failure(DEBIAN, { libraries }).attempts;
    assertEquals(
      attempt!.reason,
      "its products are wrong on this CPU: a newer version may do",
    );
  });
}
