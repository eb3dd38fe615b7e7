/** What each package may import beside itself, by the folder of the package. */
export const allowedImports: Readonly<Record<string, readonly string[]>> = {
  tensor: [],
  layers: ["@cutedl/tensor"],
  losses: ["@cutedl/tensor"],
  optimizers: ["@cutedl/tensor"],
  datasets: ["@cutedl/tensor", "@std/path", "@std/streams"],
  session: [
    "@cutedl/tensor",
    "@cutedl/layers",
    "@cutedl/losses",
    "@cutedl/optimizers",
    "@cutedl/datasets",
  ],
};

/** Files that may import by a computed name: packages that people may go without. */
export const optionalImports: readonly string[] = [
  "session/report/_rasterizer.ts", // of PNG files
];
