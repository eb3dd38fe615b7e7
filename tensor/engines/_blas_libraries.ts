/** Where BLAS libraries are on a system, and how to get one. */
export interface BlasLibraries {
  /** Paths, and names that the system's loader looks for; the best first. */
  readonly places: readonly string[];
  /** How to get one. */
  readonly installation: string;
}

/** Gives the usual places of BLAS libraries on a system, as in `Deno.build`. */
export function blasLibraries(
  { os, arch }: { os: string; arch: string },
): BlasLibraries {
  switch (os) {
    case "darwin":
      return {
        places: [
          "/System/Library/Frameworks/Accelerate.framework/Accelerate",
          "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
          "/usr/local/opt/openblas/lib/libopenblas.dylib", // on Intel
        ],
        installation: "brew install openblas",
      };
    case "windows":
      return {
        places: ["libopenblas.dll", "openblas.dll", "mkl_rt.2.dll"],
        installation: "put libopenblas.dll of " +
          "https://github.com/OpenMathLib/OpenBLAS/releases into a directory " +
          "of PATH",
      };
    default:
      return {
        places: [
          `/usr/lib/${arch}-linux-gnu/libopenblas.so.0`, // Debian, Ubuntu
          "/usr/lib64/libopenblasp.so.0", // Fedora, with threads
          "/usr/lib64/libopenblas.so.0", // Fedora without, openSUSE
          "/usr/lib/libopenblas.so.0", // Arch
          "/usr/local/lib/libopenblas.so.0",
          "/opt/OpenBLAS/lib/libopenblas.so.0", // as its makefile installs it
          "/home/linuxbrew/.linuxbrew/opt/openblas/lib/libopenblas.so.0",
          "/opt/intel/oneapi/mkl/latest/lib/libmkl_rt.so.2",
          "libopenblas.so.0",
        ],
        installation:
          "apt install libopenblas0, or dnf install openblas-threads",
      };
  }
}
