import { assertEquals } from "@std/assert";
import { blasMatmul } from "./_blas_matmul.ts";

Deno.test("blasMatmul() gives a library the large dense products, and sets its threads", () => {
  let log: string[] = [];
  const matmul = blasMatmul(
    {
      path: "",
      product: () => log.push("library"),
      setThreads: (threads) => log.push(`${threads} threads`),
    },
    {
      matmul: () => log.push("other"),
      activate: () => log.push("activation"),
    },
    { threads: 2, leastWork: 100 },
  );
  const none = new Float32Array(0);
  const received = (
    m: number,
    k: number,
    n: number,
    a: Parameters<typeof matmul>[0] = none,
  ): string[] => {
    log = [];
    matmul(a, none, none, { m, k, n });
    return log;
  };

  assertEquals(received(4, 5, 5), ["2 threads", "library"]);
  assertEquals(received(4, 5, 4), ["other"]);
  assertEquals(received(3, 50, 50), ["other"]);
  assertEquals(received(4, 0, 500), ["other"]);

  log = [];
  const epilogue = { activation: "relu" } as const;
  matmul(none, none, none, { m: 4, k: 5, n: 5 }, epilogue);
  matmul(none, none, none, { m: 4, k: 5, n: 4 }, epilogue);
  assertEquals(log, ["2 threads", "library", "activation", "other"]);
});

Deno.test("blasMatmul() goes by density, columns and threads where zeros are listed", () => {
  const [all, none] = [new Float32Array(1), new Float32Array(0)];
  const received = (threads: number, density: number, n: number): string => {
    let log = "";
    const matmul = blasMatmul(
      {
        path: "",
        product: (a) => log = a === all ? "library" : "mistake",
        setThreads: undefined,
      },
      {
        matmul: (a) => log = "lists" in a ? "lists" : "mistake",
        activate: () => {},
      },
      { threads },
    );
    const sparse = { dense: all, lists: none, density };
    matmul(sparse, none, none, { m: 100, k: 100, n });
    return log;
  };
  assertEquals(received(1, 0.24, 512), "lists");
  assertEquals(received(1, 0.26, 512), "library");
  assertEquals(received(2, 0.12, 512), "lists");
  assertEquals(received(2, 0.13, 512), "library");
  assertEquals(received(2, 0.13, 64), "library");
  assertEquals(received(2, 0.13, 63), "lists");
});

Deno.test("blasMatmul() goes by the density of floats where zeros may be skipped", () => {
  const [m, k] = [64, 784];
  const received = (
    threads: number,
    columns: number, // sixteenths of them, that are not zero
    { n = 64, skipsZeros = true } = {},
  ): string => {
    let log = "";
    const matmul = blasMatmul(
      { path: "", product: () => log = "library", setThreads: undefined },
      { matmul: () => log = "other", activate: () => {} },
      { threads },
    );
    const a = Float32Array.from(
      { length: m * k },
      (_, i) => 16 * (i % k) < columns * k ? 1 : 0,
    );
    matmul(a, a, a, { m, k, n, skipsZeros });
    return log;
  };
  assertEquals(received(1, 0), "other");
  assertEquals(received(1, 3), "other");
  assertEquals(received(1, 4), "library");
  assertEquals(received(1, 16), "library");
  assertEquals(received(2, 1), "other");
  assertEquals(received(2, 2), "library");
  assertEquals(received(1, 2, { n: 63 }), "library");
  assertEquals(received(1, 2, { skipsZeros: false }), "library");
});
