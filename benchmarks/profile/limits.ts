import asc from "assemblyscript/asc";

/** How fast one thread of WebAssembly can be on this machine. */
export interface Limits {
  /** Multiplications and additions per second, all in registers. */
  readonly flops: number;
  /** The same of a tile of a product over so many steps, its operands in L1. */
  tile(steps: number): number;
  /** Bytes per second that a pass reads and writes over so much memory. */
  bandwidth(bytes: number): number;
}

const assembly = new URL("../../tensor/assembly/", import.meta.url);

// madd: twelve sums of four lanes, as many as hide the latency of an addition
const SOURCE = `
import { f32_gemm_6x8 } from "./f32_gemm_6x8";

export function tile(times: i32, steps: i32): void {
  for (let i = 0; i < times; i++) {
    f32_gemm_6x8(ROWS, true, true, 0, 4 * steps, 4, 8192, 32, 16384, 32, steps);
  }
}

export function madd(rounds: i32, a: f32, b: f32): f32 {
  const x = f32x4.splat(a), y = f32x4.splat(b);
  let c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x;
  let c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
  for (let i = 0; i < rounds; i++) {
    c0 = step(c0, x, y); c1 = step(c1, x, y); c2 = step(c2, x, y);
    c3 = step(c3, x, y); c4 = step(c4, x, y); c5 = step(c5, x, y);
    c6 = step(c6, x, y); c7 = step(c7, x, y); c8 = step(c8, x, y);
    c9 = step(c9, x, y); c10 = step(c10, x, y); c11 = step(c11, x, y);
  }
  c0 = f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3));
  c4 = f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7));
  c8 = f32x4.add(f32x4.add(c8, c9), f32x4.add(c10, c11));
  return f32x4.extract_lane(f32x4.add(c0, f32x4.add(c4, c8)), 0);
}

// @ts-ignore: decorator
@inline
function step(c: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(c, x, y);
  return f32x4.add(f32x4.mul(c, x), y);
}

export function scale(bytes: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  for (let p = 0; p < bytes; p += 64) {
    v128.store(p, f32x4.mul(v128.load(p), f));
    v128.store(p, f32x4.mul(v128.load(p, 16), f), 16);
    v128.store(p, f32x4.mul(v128.load(p, 32), f), 32);
    v128.store(p, f32x4.mul(v128.load(p, 48), f), 48);
  }
}
`;
const FLOPS = 12 * 4 * 2; // of one round
const MOST_STEPS = 200; // of a tile, before the next block
const PAGES = 1024; // of 64 KiB
const PASS = 64; // bytes
const LEAST = 2 ** 14; // bytes that are timed
const TRIALS = 8;
const SECONDS = 0.02; // of a trial

/** The exports of the source. */
interface Loops {
  tile(times: number, steps: number): void;
  madd(rounds: number, a: number, b: number): number;
  scale(bytes: number, factor: number): void;
}

/**
 * Measures the limits of one thread.
 *
 * @param relaxedSimd Whether multiply-adds are fused.
 */
export async function measureLimits(relaxedSimd: boolean): Promise<Limits> {
  const loops = await compile(relaxedSimd);
  const bandwidths = new Map<number, number>();
  const rounds = 10_000;
  const tiles = 1000;
  const tileRates = new Map<number, number>();
  return {
    tile: (steps) => {
      const k = Math.min(steps, MOST_STEPS);
      const known = tileRates.get(k);
      if (known !== undefined) return known;
      const flops = 2 * rowsOfTile(relaxedSimd) * 8 * k;
      const rate = tiles * flops / fastest(() => loops.tile(tiles, k));
      tileRates.set(k, rate);
      return rate;
    },
    flops: rounds * FLOPS / fastest(() => loops.madd(rounds, 0.5, 0.25)),
    bandwidth: (bytes) => {
      const whole = Math.ceil(Math.max(bytes, LEAST) / PASS) * PASS;
      const size = Math.min(whole, PAGES * 2 ** 16);
      const known = bandwidths.get(size);
      if (known !== undefined) return known;
      const measured = 2 * size / fastest(() => loops.scale(size, 1));
      bandwidths.set(size, measured);
      return measured;
    },
  };
}

/** Seconds of one call, in the best of some trials. */
function fastest(run: () => void): number {
  let least = Infinity;
  for (let trial = 0; trial < TRIALS; trial++) {
    const start = performance.now();
    let [calls, elapsed] = [0, 0];
    while (elapsed < SECONDS) {
      run();
      calls++;
      elapsed = (performance.now() - start) / 1000;
    }
    least = Math.min(least, elapsed / calls);
  }
  return least;
}

/** Rows of most tiles; see `tile_rows`. */
function rowsOfTile(relaxedSimd: boolean): number {
  return relaxedSimd ? 6 : 3;
}

async function compile(relaxedSimd: boolean): Promise<Loops> {
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const features = relaxedSimd ? ["simd", "relaxed-simd"] : ["simd"];
  const { error, stderr } = await asc.main([
    ...["limits.ts", "--outFile", "limits.wasm", "--optimizeLevel", "3"],
    ...["--noAssert", "--runtime", "stub", "--initialMemory", String(PAGES)],
    ...["--maximumMemory", String(PAGES)], // bounds that are known cost less
    ...features.flatMap((name) => ["--enable", name]),
  ], {
    readFile: (name: string) => {
      if (name === "limits.ts") {
        return SOURCE.replace("ROWS", `${rowsOfTile(relaxedSimd)}`);
      }
      try {
        return Deno.readTextFileSync(new URL(name, assembly));
      } catch {
        return null; // the compiler tries several names
      }
    },
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (contents instanceof Uint8Array) binary = new Uint8Array(contents);
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) {
    throw new Error(`Cannot build limits:\n${stderr.toString()}`);
  }
  const { instance } = await WebAssembly.instantiate(binary);
  return instance.exports as unknown as Loops;
}
