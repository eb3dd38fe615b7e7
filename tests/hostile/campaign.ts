import type { Random } from "@cutedl/tensor";
import { inTurn, truncations } from "./damage.ts";
import {
  packedDamages,
  PAIR,
  parseIdx,
  parsePacked,
  parsePair,
  plainDamages,
  readContent,
  readPair,
  validFiles,
} from "./idx.ts";
import { judge, type Verdict } from "./judge.ts";
import { parseSafetensors, readTensors, validFile } from "./safetensors.ts";
import { safetensorsDamages } from "./safetensors_damage.ts";
import { modelFile, readModel, readSession, sessionFile } from "./saved.ts";

/** Formats of the files that are damaged. */
export const FORMATS = {
  "plain IDX": plainIdx,
  "packed IDX": packedIdx,
  "pairs of IDX": pairs,
  safetensors,
  models,
  sessions,
};

/** Reads so many damaged files of a format. */
export type Campaign = (random: Random, count: number) => Promise<Verdict>;

async function plainIdx(random: Random, count: number): Promise<Verdict> {
  const damages = validFiles(random)
    .flatMap((bytes) => plainDamages(bytes, random));
  return await judge(
    inTurn(damages, count),
    {
      read: (bytes) => readContent(bytes, 1 + random.integer(16)),
      oracle: parseIdx,
    },
  );
}

async function packedIdx(random: Random, count: number): Promise<Verdict> {
  const damages = validFiles(random)
    .flatMap((bytes) => packedDamages(bytes, random));
  return await judge(
    inTurn(damages, count),
    {
      read: (bytes) => readContent(bytes, 1 + random.integer(64)),
      oracle: parsePacked,
      mayRefuse: true, // node:zlib takes bytes after the end
    },
  );
}

async function pairs(random: Random, count: number): Promise<Verdict> {
  const { images, labels } = PAIR;
  const half = (bytes: Uint8Array<ArrayBuffer>, isImages: boolean) => {
    const partner = isImages ? labels : images;
    const both = (bytes: Uint8Array<ArrayBuffer>) =>
      isImages ? [bytes, partner] as const : [partner, bytes] as const;
    return judge(
      inTurn([
        truncations(bytes),
        ...plainDamages(bytes, random),
      ], count / 2),
      {
        read: (bytes) => readPair(...both(bytes)),
        oracle: (bytes) => parsePair(...both(bytes)),
      },
    );
  };
  return merged(await half(images, true), await half(labels, false));
}

async function safetensors(random: Random, count: number): Promise<Verdict> {
  return await judge(
    inTurn(safetensorsDamages(validFile(), random), count),
    // JSON.parse takes members of one name, which the format forbids
    { read: readTensors, oracle: parseSafetensors, mayRefuse: true },
  );
}

async function models(random: Random, count: number): Promise<Verdict> {
  const bytes = modelFile();
  return await judge(
    inTurn(safetensorsDamages(bytes, random), count),
    { read: readModel, oracle: () => "a model", mayRefuse: true },
  );
}

async function sessions(random: Random, count: number): Promise<Verdict> {
  return await judge(
    inTurn(safetensorsDamages(await sessionFile(), random), count),
    { read: readSession, oracle: () => "a session", mayRefuse: true },
  );
}

function merged(one: Verdict, other: Verdict): Verdict {
  return {
    count: one.count + other.count,
    refused: one.refused + other.refused,
    longest: Math.max(one.longest, other.longest),
    largest: Math.max(one.largest, other.largest),
    faults: [...one.faults, ...other.faults],
  };
}
